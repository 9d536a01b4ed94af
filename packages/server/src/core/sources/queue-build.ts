import { mainPipeline, manifestFile, type CommitHash, type PreviewName, type ToolName, type Upload, type UserName } from "@sluice/contract";
import type { CommitInfo } from "../ports/sources.ts";
import type { BuildRow } from "../ports/store.ts";
import { logName } from "../builds/build-log.ts";
import { manifestAt } from "../pipelines/manifest-at.ts";
import { followBuild } from "./follow-build.ts";
import type { RefResult, RefUpdate } from "./git-server.ts";
import type { Principal, PushDeps } from "./push-deps.ts";
import { plainLine } from "./push-line.ts";
import { pushResult } from "./push-result.ts";
import { waitsFor } from "./waits-for.ts";

export interface Push {
  readonly tool: ToolName;
  readonly principal: Principal;
  /** Network address of the pusher, for the audit log. */
  readonly address: string;
  readonly say: (line: string) => void;
  /** What was given with `git push -o`. */
  readonly options: readonly string[];
  /** Ends the view of the log, when the server stops; the build goes on. */
  readonly signal: AbortSignal;
}

/** What is to become of a commit that has arrived. */
export interface BuildWish {
  /** First line of the log, said already. */
  readonly header: string;
  readonly subject: string;
  readonly cause: string;
  /** The same commit with the same key joins the build that is open. */
  readonly key: string;
  /** Without it, the only one. */
  readonly pipeline?: string;
  /** Moves when it is live; empty: none does. */
  readonly branch: string;
  readonly branchFrom: string;
  readonly preview: PreviewName | null;
  readonly upload: Upload | null;
}

/** Why the manifest of a commit cannot be read; said at once, before a build waits in the queue for it. */
export async function refuseManifest(deps: PushDeps, { tool, say }: Push, { ref, to }: RefUpdate): Promise<RefResult | null> {
  const result = await manifestAt(deps, tool, to as CommitHash);
  if (result?.kind !== "wrong") return null;
  for (const problem of result.problems) say(plainLine(problem));
  return { ref, ok: false, reason: `${manifestFile} is wrong: your code` };
}

/** Queues a build and shows it to its end. */
export async function queueAndFollow(
  deps: PushDeps,
  push: Push,
  { ref }: RefUpdate,
  commit: CommitInfo,
  wish: BuildWish,
): Promise<RefResult> {
  const { tool, say, principal } = push;
  const build = await queueBuild(deps, { tool, say, author: principal.user }, commit, wish);
  await sayQueue(deps, push, build);
  const ended = await followBuild(deps, build.id, push.say, push.signal, wish.header);
  if (ended !== null) return pushResult(ref, ended);
  push.say(`The server is stopping. Build ${build.id} goes on when it is back: sluice builds log ${build.id} -f -t ${push.tool}`);
  return { ref, ok: false, reason: `server stopped, nothing is lost; build ${build.id}` };
}

/** Puts a build into the queue, or joins the one of the same commit that is open. */
export async function queueBuild(
  deps: Pick<PushDeps, "store" | "logs" | "sources" | "clock" | "options" | "wake">,
  push: Pick<Push, "tool" | "say"> & { readonly author: UserName },
  commit: CommitInfo,
  { header, subject, ...wish }: BuildWish,
): Promise<BuildRow> {
  const { store, sources, clock, options } = deps;
  const { build, isNew, superseded } = await store.enqueue(
    {
      pipeline: mainPipeline,
      ...wish,
      tool: push.tool,
      commit: commit.hash,
      subject: plainLine(subject).slice(0, 200),
      author: push.author,
      latestWins: options.latestWins,
    },
    clock.now(),
  );
  for (const old of superseded) await endSuperseded(deps, old, build);
  // First in the log, which by this is one that followers wait on.
  if (isNew) await writeLine(deps, build.id, header);
  if (isNew) deps.wake();
  await sources.keep(push.tool, commit.hash, build.id);
  if (!isNew) push.say(`Build ${build.id} of this commit is already ${build.state}: following it.`);
  return build;
}

export async function endSuperseded(deps: Pick<PushDeps, "logs" | "clock">, old: BuildRow["id"], by: BuildRow): Promise<void> {
  await writeLine(deps, old, `Superseded by build ${by.id} of commit ${by.commit.slice(0, 7)}.`);
  await deps.logs.complete(logName(old));
}

/** One line of ours into the log of a build that nobody carries yet. */
export async function writeLine({ logs, clock }: Pick<PushDeps, "logs" | "clock">, build: BuildRow["id"], text: string): Promise<void> {
  const at = clock.now() as BuildRow["queued"];
  await logs.append(logName(build), [{ at, stream: "sluice", step: "", text }]);
}

async function sayQueue({ store, sources, clock }: PushDeps, { tool, say }: Push, build: BuildRow): Promise<void> {
  const open = await store.openBuilds(tool);
  const waits = waitsFor(build, open, clock.now());
  if (waits !== null) say(`Build ${build.id} ${waits}.`);
  const running = open.find(
    (other) => other.id < build.id && other.state === "running" && other.branch !== "" && other.branch === build.branch,
  );
  // Git could not refuse this as "fetch first": the branch moves only when the running build has been deployed.
  if (running !== undefined && !(await sources.contains(tool, build.commit, running.commit))) {
    say(`Note: this commit does not contain ${running.commit.slice(0, 7)}, which build ${running.id} deploys now.`);
  }
}

/** False for the all-zeros hash that stands for "no such ref". */
export function isCommit(hash: string): boolean {
  return !/^0+$/.test(hash);
}
