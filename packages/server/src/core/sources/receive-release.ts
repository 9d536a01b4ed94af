import type { CommitHash } from "@sluice/contract";
import type { RefResult, RefUpdate } from "./git-server.ts";
import type { PushDeps } from "./push-deps.ts";
import { plainLine } from "./push-line.ts";
import { isCommit, type Push, queueAndFollow, refuseManifest } from "./queue-build.ts";

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
  const refusal = await refuseManifest(deps, push, update);
  if (refusal !== null) return refusal;
  return queueAndFollow(deps, push, update, commit, {
    header,
    branch,
    branchFrom: update.from,
    subject: commit.subject,
    cause: `push by ${push.principal.user}`,
    // The same commit pushed again while its build is open joins that build.
    key: `push:${branch}`,
    preview: null,
    upload: null,
  });
}
