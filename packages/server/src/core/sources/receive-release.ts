import { manifestFile, type CommitHash, type ToolName } from "@sluice/contract";
import type { CommitInfo } from "../ports/sources.ts";
import type { BuildRow } from "../ports/store.ts";
import { logName } from "../builds/build-log.ts";
import { parseManifest } from "../manifest/parse-manifest.ts";
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
  /** Ends the view of the log, when the server stops; the build goes on. */
  readonly signal: AbortSignal;
}

/** Queues a build of a commit that was pushed to a release branch, and shows it to its end. */
export async function receiveRelease(deps: PushDeps, push: Push, update: RefUpdate, branch: string): Promise<RefResult> {
  const { tool, say } = push;
  const [commit, isForced] = await Promise.all([
    deps.sources.commit(tool, update.to as CommitHash),
    isCommit(update.from) && deps.sources.contains(tool, update.to, update.from).then((is) => !is),
  ]);
  const short = commit.hash.slice(0, 7);
  const header = plainLine(`${tool}: commit ${short} "${commit.subject}" by ${commit.author}`);
  say(header);
  if (isForced) {
    say(`Forced: ${branch} goes from ${update.from.slice(0, 7)} to ${short}, which does not contain it.`);
  }
  const wrong = await manifestProblems(deps, tool, commit.hash);
  if (wrong.length > 0) {
    for (const problem of wrong) say(plainLine(problem));
    return { ref: update.ref, ok: false, reason: `${manifestFile} is wrong: your code` };
  }
  const build = await enqueue(deps, push, commit, { branch, branchFrom: update.from, header });
  await sayQueue(deps, push, build);
  const ended = await followBuild(deps, build.id, say, push.signal, header);
  if (ended !== null) return pushResult(update.ref, ended);
  say(`The server is stopping. Build ${build.id} goes on when it is back: sluice builds log ${build.id} -f -t ${tool}`);
  return {
    ref: update.ref,
    ok: false,
    reason: `server stopped, nothing is lost; build ${build.id}`,
  };
}

/** A manifest that cannot be read is said at once, before a build waits in the queue for it. */
async function manifestProblems({ sources }: PushDeps, tool: ToolName, commit: CommitHash): Promise<readonly string[]> {
  const text = await sources.file(tool, commit, manifestFile);
  const result = text === null ? null : parseManifest(text);
  return result?.kind === "wrong" ? result.problems : [];
}

async function enqueue(
  deps: PushDeps,
  push: Push,
  commit: CommitInfo,
  { branch, branchFrom, header }: { branch: string; branchFrom: string; header: string },
): Promise<BuildRow> {
  const { store, sources, clock, options } = deps;
  const { user } = push.principal;
  const { build, isNew, superseded } = await store.enqueue(
    {
      tool: push.tool,
      pipeline: "main",
      commit: commit.hash,
      subject: plainLine(commit.subject).slice(0, 200),
      author: user,
      cause: `push by ${user}`,
      latestWins: options.latestWins,
      // The same commit pushed again while its build is open joins that build.
      key: `push:${branch}`,
      branch,
      branchFrom,
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

async function endSuperseded(deps: PushDeps, old: BuildRow["id"], by: BuildRow): Promise<void> {
  await writeLine(deps, old, `Superseded by build ${by.id} of commit ${by.commit.slice(0, 7)}.`);
  await deps.logs.complete(logName(old));
}

async function writeLine({ logs, clock }: PushDeps, build: BuildRow["id"], text: string): Promise<void> {
  const at = clock.now() as BuildRow["queued"];
  await logs.append(logName(build), [{ at, stream: "sluice", step: "", text }]);
}

async function sayQueue({ store, sources, clock }: PushDeps, { tool, say }: Push, build: BuildRow): Promise<void> {
  const open = await store.openBuilds(tool);
  const waits = waitsFor(build, open, clock.now());
  if (waits !== null) say(`Build ${build.id} ${waits}.`);
  const running = open.find((other) => other.id < build.id && other.state === "running" && other.branch === build.branch);
  // Git could not refuse this as "fetch first": the branch moves only when the running build has been deployed.
  if (running !== undefined && !(await sources.contains(tool, build.commit, running.commit))) {
    say(`Note: this commit does not contain ${running.commit.slice(0, 7)}, which build ${running.id} deploys now.`);
  }
}

/** False for the all-zeros hash that stands for "no such ref". */
export function isCommit(hash: string): boolean {
  return !/^0+$/.test(hash);
}
