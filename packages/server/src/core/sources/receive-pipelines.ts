import type { Pipeline } from "@sluice/contract";
import { type PlannedPipeline, planPush, sameTarget } from "../pipelines/plan-push.ts";
import { moveWithoutBuilds, queuePush, type QueuedPipeline } from "../pipelines/queue-push.ts";
import type { PushedRef } from "../pipelines/starts.ts";
import type { CommitInfo } from "../ports/sources.ts";
import type { BuildRow } from "../ports/store.ts";
import { followBuild } from "./follow-build.ts";
import type { RefResult, RefUpdate } from "./git-server.ts";
import type { PushDeps } from "./push-deps.ts";
import { plainLine } from "./push-line.ts";
import { reasonOf } from "./push-result.ts";
import { isCommit, type Push } from "./queue-build.ts";

/** How a pusher asks for all pipelines that the ref starts, also those of which nothing has changed: `git push -o all`. */
export const allOption = "all";

/** What came, and what its manifest says. */
export interface Pushed {
  readonly commit: CommitInfo;
  readonly ref: PushedRef;
  readonly pipelines: readonly Pipeline[];
}

/** Queues a build for each pipeline of which something has changed, and shows them all to their ends. */
export async function receivePipelines(deps: PushDeps, push: Push, update: RefUpdate, pushed: Pushed): Promise<RefResult> {
  const { tool, principal } = push;
  const { commit, ref, pipelines } = pushed;
  push.say(plainLine(`${tool}: commit ${commit.hash.slice(0, 7)} "${commit.subject}" by ${commit.author}, ${ref.kind} ${ref.name}`));
  await sayForced(deps, push, update, pushed);
  const planned = await planPush(deps, {
    source: tool,
    commit: commit.hash,
    pipelines,
    ref,
    all: push.options.includes(allOption),
    releaseBranches: deps.options.releaseBranches,
  });
  const say = sayer(push, planned);
  for (const { pipeline, why } of planned) say(pipeline.name, plainLine(why));
  const built = planned.filter(({ builds }) => builds);
  const refusal = sameTarget(planned) ?? (await refusalOf(deps, push, built));
  if (refusal !== null) return { ref: update.ref, ok: false, reason: refusal };
  if (built.length === 0) {
    push.say("Nothing is built, and what runs stays as it is. To build it all the same: git push -o all");
    const moved = await moveWithoutBuilds(deps, { tool, ref: update.ref, from: update.from, to: update.to });
    return moved ? { ref: update.ref, ok: true } : { ref: update.ref, ok: false, reason: `${ref.name} has moved meanwhile: fetch first` };
  }
  const wish = { source: tool, ref: update.ref, to: update.to, commit, author: principal.user, cause: `push by ${principal.user}` };
  const queued = await queuePush(deps, wish, built);
  const ended = await Promise.all(queued.map((one) => follow(deps, push, one, (line) => say(one.pipeline.name, line))));
  return resultOf(push, update, ended, say);
}

async function sayForced({ sources }: PushDeps, { tool, say }: Push, { from }: RefUpdate, { commit, ref }: Pushed): Promise<void> {
  if (ref.kind !== "branch" || !isCommit(from) || (await sources.contains(tool, commit.hash, from))) return;
  const short = commit.hash.slice(0, 7);
  say(`Forced: ${ref.name} goes from ${from.slice(0, 7)} to ${short}, which does not contain it.`);
}

type Say = (pipeline: string, line: string) => void;

/** Lines of several pipelines, with their names before them, one below the other. */
function sayer({ say }: Push, planned: readonly PlannedPipeline[]): Say {
  const width = Math.max(...planned.map(({ pipeline }) => pipeline.name.length)) + 1;
  return (pipeline, line) => say(`${`${pipeline}:`.padEnd(width)} ${line}`);
}

/** Whoever pushes must be allowed to deploy to each target; nothing is built when one is refused. */
async function refusalOf(
  { whyNotDeploy }: PushDeps,
  { tool, principal, say }: Push,
  built: readonly PlannedPipeline[],
): Promise<string | null> {
  const refused: string[] = [];
  for (const { pipeline, target } of built) {
    const why = target === tool ? null : await whyNotDeploy(principal, target);
    if (why === null) continue;
    say(`${pipeline.name}: goes to ${target}, and ${why}.`);
    refused.push(`${pipeline.name} to ${target}`);
  }
  return refused.length === 0 ? null : `not allowed to deploy ${refused.join(", ")}: nothing was built`;
}

type Ended = QueuedPipeline & { readonly end: BuildRow | null };

async function follow(deps: PushDeps, push: Push, queued: QueuedPipeline, say: (line: string) => void): Promise<Ended> {
  const { build, isNew, header } = queued;
  if (!isNew) say(`Build ${build.id} of this commit is already ${build.state}: following it.`);
  return { ...queued, end: await followBuild(deps, build.id, say, push.signal, header) };
}

/** One line for each end result; an error when one of them failed, which says what is deployed all the same. */
function resultOf({ say: line }: Push, { ref }: RefUpdate, ended: readonly Ended[], say: Say): RefResult {
  for (const { pipeline, build, end } of ended) say(pipeline.name, end === null ? goesOn(build) : endOf(pipeline, end));
  if (ended.some(({ end }) => end === null)) {
    line("The server is stopping. The builds go on when it is back.");
    return { ref, ok: false, reason: "server stopped, nothing is lost" };
  }
  const failed = ended.flatMap(({ pipeline, end }) => (end === null || end.state === "succeeded" ? [] : [{ pipeline, end }]));
  if (failed.length === 0) return { ref, ok: true };
  const well = ended.filter(({ end }) => end?.state === "succeeded").map(({ pipeline }) => pipeline.name);
  const whole = failed.map(({ pipeline, end }) => `${pipeline.name}: ${reasonOf(end)}, build ${end.id}`).join("; ");
  return { ref, ok: false, reason: `${whole}${well.length === 0 ? "" : `; done all the same: ${well.join(", ")}`}` };
}

function goesOn({ id, tool }: BuildRow): string {
  return `build ${id} goes on: sluice builds log ${id} -f -t ${tool}`;
}

function endOf({ deploy }: Pipeline, end: BuildRow): string {
  const { id, tool, state, release } = end;
  if (state !== "succeeded") return `${reasonOf(end)}; build ${id} of ${tool}`;
  if (!deploy) return `done: built and tested; build ${id} of ${tool}`;
  return release === null
    ? `done: built, and kept back while ${tool} is paused; build ${id}`
    : `done: v${release} of ${tool} is live; build ${id}`;
}
