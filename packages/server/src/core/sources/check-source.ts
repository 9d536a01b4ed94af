import { type CommitHash, manifestFile, type Pipeline, type SourceCheck, sourceHost } from "@sluice/contract";
import { nearestNames } from "../packages/nearest-names.ts";
import type { HookStore } from "../ports/hook-store.ts";
import type { Looked, RemoteBranch, RemoteSources } from "../ports/remote-sources.ts";
import type { SourceRow, SourceStore } from "../ports/source-store.ts";
import type { ForgeReviews } from "../ports/forge-reviews.ts";
import type { PreviewStore } from "../ports/preview-store.ts";
import type { ReviewStore } from "../ports/review-store.ts";
import type { StatusKey, StatusStore } from "../ports/status-store.ts";
import type { BuildRow } from "../ports/store.ts";
import type { ToldCommits } from "./hooks/told-commits.ts";
import { refusalOf } from "./limits.ts";
import { plainLine } from "./push-line.ts";
import type { PushDeps } from "./push-deps.ts";
import { type PlannedPipeline, planPush, sameTarget } from "../pipelines/plan-push.ts";
import { moveWithoutBuilds, queuePush } from "../pipelines/queue-push.ts";
import { decideThemselves, manifestAt } from "../pipelines/manifest-at.ts";
import { isCommit, queueBuild } from "./queue-build.ts";
import { type AccessDependencies, accessOf, keepHost } from "./source-access.ts";

/** What a look came to; `away`: the host does not answer now. */
export interface Checked extends SourceCheck {
  readonly away: boolean;
}

type Found = Extract<Looked, { kind: "found" }>;

export interface SourceDependencies {
  readonly store: SourceStore &
    Pick<HookStore, "hooks" | "removeHook"> &
    Pick<StatusStore, "watchStatus" | "statuses"> &
    ReviewStore &
    Pick<PreviewStore, "endPreview">;
  readonly remotes: RemoteSources;
  readonly forges: ForgeReviews;
  readonly told: Pick<ToldCommits, "take">;
  readonly vault: AccessDependencies["vault"];
  readonly random: AccessDependencies["random"];
  readonly push: Pick<PushDeps, "store" | "logs" | "sources" | "clock" | "options" | "wake" | "whyUserMayNotDeploy" | "wishPreview">;
  /** Why no commit may be taken now, as a sentence; null when one may. */
  readonly held: () => Promise<string | null>;
  /** When a source is looked at next, after a look that found `commit`, or none. */
  readonly nextLook: (source: SourceRow, failures: number, found: CommitHash | null) => string;
}

/**
 * Reads the branch of a source and queues a build of what is new, as a push of it would. `asked`: by a person, so a
 * commit whose build did not end well is tried again. Killed at any line: the next look does what is left.
 */
export async function checkSource(deps: SourceDependencies, source: SourceRow, asked: boolean): Promise<Checked> {
  const { push } = deps;
  const { url, branch, tool } = source;
  const at = { url, branch, access: await accessOf(deps, source) };
  const ahead = asked ? null : await fetchTold(deps, source, at);
  const looked = ahead ?? (await deps.remotes.look(at));
  await keepHost(deps, push.clock, source, looked);
  if (looked.kind === "unread") return unreachable(deps, source, looked.why, looked.away);
  if (looked.kind === "no-branch") return unreachable(deps, source, noBranch(source.branch, looked.others));
  const known = await isKnown(deps, source, looked.commit, asked);
  if (known !== null) return current(deps, source, looked.commit, known.build);
  const full = await deps.held();
  if (full !== null) return unreachable(deps, source, `this is ours, nothing is lost: ${full}`);

  const fetched = ahead ?? (await deps.remotes.fetch(tool, { ...at, access: await accessOf(deps, source) }));
  if (fetched.kind === "unread") return unreachable(deps, source, fetched.why, fetched.away);
  const { commit } = fetched;
  const refusal = await refusalOfCommit(push, source, commit);
  await audit(push, source, commit, refusal);
  const status = { tool: source.tool, commit, preview: null };
  if (refusal !== null) {
    await deps.store.watchStatus(status, { refusal }, push.clock.now());
    await note(deps, source, { commit, build: null }, refusal);
    return { outcome: "refused", commit, build: null, reason: refusal, away: false };
  }
  const now = await deps.store.source(tool);
  if (now?.set !== source.set || now.url !== url || now.branch !== branch) {
    return { outcome: "current", commit, build: null, reason: "the source was changed meanwhile", away: false };
  }
  const read = await manifestAt(push, source.tool, commit);
  if (read?.kind === "read" && decideThemselves(read)) return queuePipelines(deps, source, commit, read.pipelines, status);
  const build = await queue(deps, source, commit);
  await deps.store.watchStatus(status, { build: build.id }, push.clock.now());
  await note(deps, source, { commit, build: build.id }, null);
  return { outcome: "queued", commit, build: build.id, reason: "", away: false };
}

/**
 * Fetches at once what a webhook spoke of: the branch as it is now, whatever that was. Null: nothing new was spoken of,
 * or it cannot be fetched, which a look finds words for.
 */
async function fetchTold(deps: SourceDependencies, source: SourceRow, at: RemoteBranch): Promise<Found | null> {
  const told = deps.told.take(source.tool);
  if (told === null || source.commit === null || (await isKnown(deps, source, told, false)) !== null) return null;
  if ((await deps.held()) !== null) return null;
  const fetched = await deps.remotes.fetch(source.tool, at);
  return fetched.kind === "fetched" ? { kind: "found", commit: fetched.commit } : null;
}

/** A build for each pipeline of which something has changed, in the name of who set the source. */
async function queuePipelines(
  deps: SourceDependencies,
  source: SourceRow,
  hash: CommitHash,
  pipelines: readonly Pipeline[],
  status: StatusKey,
): Promise<Checked> {
  const { push } = deps;
  const { tool, by, url, branch } = source;
  const ref = `refs/heads/${releaseBranch(push)}`;
  const wish = {
    source: tool,
    commit: hash,
    pipelines,
    ref: { kind: "branch" as const, name: branch, deploys: true },
    all: false,
    releaseBranches: push.options.releaseBranches,
  };
  const planned = await planPush(push, wish);
  const built = planned.filter(({ builds }) => builds);
  const refusal = sameTarget(planned) ?? (await refusalOfTargets(push, by, tool, built));
  if (refusal !== null) {
    await deps.store.watchStatus(status, { refusal }, push.clock.now());
    await note(deps, source, { commit: hash, build: null }, refusal);
    return { outcome: "refused", commit: hash, build: null, reason: refusal, away: false };
  }
  if (built.length === 0) {
    const from = (await push.sources.branch(tool, releaseBranch(push))) ?? "0".repeat(hash.length);
    if (!(await moveWithoutBuilds(push, { tool, ref, from, to: hash }))) throw new Error(`${ref} of ${tool} moved meanwhile`);
    await note(deps, source, { commit: hash, build: null }, null);
    return {
      outcome: "current",
      commit: hash,
      build: null,
      reason: planned.map(({ pipeline, why }) => `${pipeline.name}: ${why}`).join("; "),
      away: false,
    };
  }
  const commit = await push.sources.commit(tool, hash);
  const queued = await queuePush(push, { source: tool, ref, to: hash, commit, author: by, cause: `fetched from ${url}` }, built);
  // the one that a person waits for, when there is one of the tool itself
  const { build } = queued.find(({ target }) => target === tool) ?? queued[0] ?? { build: null };
  if (build !== null) await deps.store.watchStatus(status, { build: build.id }, push.clock.now());
  await note(deps, source, { commit: hash, build: build?.id ?? null }, null);
  return { outcome: "queued", commit: hash, build: build?.id ?? null, reason: "", away: false };
}

async function refusalOfTargets(
  { whyUserMayNotDeploy }: SourceDependencies["push"],
  by: SourceRow["by"],
  tool: SourceRow["tool"],
  built: readonly PlannedPipeline[],
): Promise<string | null> {
  for (const { pipeline, target } of built) {
    const why = target === tool ? null : await whyUserMayNotDeploy(by, target);
    if (why !== null) return plainLine(`pipeline ${pipeline.name} goes to ${target}, and ${why}`).slice(0, 500);
  }
  return null;
}

/** A commit that is released, or that was built or refused before. */
async function isKnown(
  { push }: SourceDependencies,
  { tool, commit, build }: SourceRow,
  found: CommitHash,
  asked: boolean,
): Promise<{ readonly build: SourceRow["build"] } | null> {
  // what most looks find: nothing is asked of git
  if (!asked && found === commit) return { build };
  const released = await push.sources.branch(tool, releaseBranch(push));
  if (released === found) return { build: found === commit ? build : null };
  if (found !== commit) return null;
  const row = build === null ? null : await push.store.build(build);
  // built well, and then something else was pushed or rolled back: that stays
  if (row === null || row.push === null) return row?.state === "succeeded" ? { build } : null;
  const all = await push.store.buildsOfPush(row.push);
  return all.every(({ state }) => state === "succeeded") ? { build } : null;
}

async function queue({ push }: SourceDependencies, source: SourceRow, hash: CommitHash): Promise<BuildRow> {
  const { tool, url, branch, by } = source;
  const [commit, now] = await Promise.all([push.sources.commit(tool, hash), push.sources.branch(tool, releaseBranch(push))]);
  return queueBuild(push, { tool, author: by, say: () => undefined }, commit, {
    header: plainLine(`${tool}: commit ${hash.slice(0, 7)} "${commit.subject}" by ${commit.author}, fetched from ${url} (${branch})`),
    subject: commit.subject,
    cause: `fetched from ${url}`,
    // the same key as a push of it: together they are one build
    key: `push:${releaseBranch(push)}`,
    branch: releaseBranch(push),
    branchFrom: now !== null && isCommit(now) ? now : "0".repeat(hash.length),
    preview: null,
    upload: null,
  });
}

/** Why a commit that was fetched may not be built; null when it may. */
export async function refusalOfCommit(
  { sources, options }: SourceDependencies["push"],
  { tool }: SourceRow,
  commit: CommitHash,
): Promise<string | null> {
  const entries = await sources.entries(tool, commit, options.limits.files);
  if (entries === null) return "its files cannot be listed in 30 s";
  const refusal = refusalOf(entries, options.limits);
  if (refusal !== null) return refusal;
  const manifest = await manifestAt({ sources }, tool, commit);
  return manifest?.kind === "wrong" ? plainLine(`${manifestFile} is wrong: ${manifest.problems.join("; ")}`).slice(0, 500) : null;
}

async function current(deps: SourceDependencies, source: SourceRow, commit: CommitHash, build: SourceRow["build"]): Promise<Checked> {
  // what was refused stays refused, and says why
  const problem = commit === source.commit && build === null ? source.problem : null;
  await note(deps, source, { commit, build }, problem);
  return { outcome: problem === null ? "current" : "refused", commit, build, reason: problem ?? "", away: false };
}

/** Writes down why it could not be read, and when it is tried again. */
export async function noteUnread(deps: SourceDependencies, source: SourceRow, why: string): Promise<void> {
  const failures = source.failures + 1;
  const at = deps.push.clock.now();
  await deps.store.noteLook(source, { at, problem: why, failures, next: deps.nextLook(source, failures, null) });
}

async function unreachable(deps: SourceDependencies, source: SourceRow, why: string, away = false): Promise<Checked> {
  await noteUnread(deps, source, why);
  return { outcome: "unreachable", commit: source.commit, build: source.build, reason: why, away };
}

async function note(
  deps: SourceDependencies,
  source: SourceRow,
  found: { readonly commit: CommitHash; readonly build: SourceRow["build"] },
  problem: string | null,
): Promise<void> {
  const at = deps.push.clock.now();
  await deps.store.noteLook(source, { at, found, problem, failures: 0, next: deps.nextLook(source, 0, found.commit) });
}

async function audit(
  { store, clock }: SourceDependencies["push"],
  source: SourceRow,
  commit: CommitHash,
  refusal: string | null,
): Promise<void> {
  await store.audit({
    at: clock.now() as Parameters<typeof store.audit>[0]["at"],
    user: source.by,
    action: "source.fetch",
    subject: source.tool,
    from: sourceHost(source.url),
    result: refusal === null ? "done" : "refused",
    detail: { url: source.url, branch: source.branch, commit, ...(refusal === null ? {} : { reason: refusal }) },
  });
}

/** Of the tool's own repository: it moves when the build is live, whatever the branch is called there. */
function releaseBranch({ options }: Pick<PushDeps, "options">): string {
  return options.releaseBranches[0] ?? "main";
}

export function noBranch(branch: string, others: readonly string[]): string {
  if (others.length === 0) return "it has no branch yet, or is no git repository";
  const near = nearestNames(branch, others);
  const shown = near.length > 0 ? near : others.slice(0, 3);
  return plainLine(
    `there is no branch ${branch}; ${near.length > 0 ? "did you mean" : "there are"} ${shown.join(", ")}${near.length > 0 ? "?" : ""}`,
  );
}
