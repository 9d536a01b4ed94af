import type { CommitHash, ToolName, UserName } from "@sluice/contract";
import type { BuildRow } from "../ports/store.ts";
import type { CommitInfo } from "../ports/sources.ts";
import type { PushDeps } from "../sources/push-deps.ts";
import { plainLine } from "../sources/push-line.ts";
import { endSuperseded, writeLine } from "../sources/queue-build.ts";
import type { PlannedPipeline } from "./plan-push.ts";

export interface QueuedPipeline extends PlannedPipeline {
  readonly build: BuildRow;
  /** First line of its log. */
  readonly header: string;
  readonly isNew: boolean;
}

export interface QueueWish {
  readonly source: ToolName;
  /** Where it moves when all is done: of the tool's own repository. */
  readonly ref: string;
  /** What it then points to: the commit, or an annotated tag of it. */
  readonly to: string;
  readonly commit: CommitInfo;
  readonly author: UserName;
  /** `push by ada`. */
  readonly cause: string;
}

type Deps = Pick<PushDeps, "store" | "logs" | "sources" | "clock" | "options" | "wake">;

/** Puts what is built of a push into the queue, all of it or nothing. */
export async function queuePush(deps: Deps, wish: QueueWish, planned: readonly PlannedPipeline[]): Promise<readonly QueuedPipeline[]> {
  const { store, clock, options } = deps;
  const { source, ref, to, commit, author, cause } = wish;
  const builds = planned.map(({ pipeline, target }) => ({
    tool: target,
    source,
    pipeline: pipeline.name,
    commit: commit.hash,
    subject: plainLine(commit.subject).slice(0, 200),
    author,
    cause: target === source ? cause : `${cause}, a pipeline of ${source}`,
    latestWins: options.latestWins,
    // the same commit that comes to the same ref again joins what is open
    key: `push:${ref}`,
    branch: "",
    branchFrom: "0".repeat(commit.hash.length),
    preview: null,
    upload: null,
  }));
  const enqueued = await store.enqueuePush({ tool: source, ref, to }, builds, clock.now());
  const queued: QueuedPipeline[] = [];
  for (const [index, { build, isNew, superseded }] of enqueued.entries()) {
    const one = planned[index];
    if (one === undefined) continue;
    for (const old of superseded) await endSuperseded(deps, old, build);
    const header = plainLine(headerOf(build, commit));
    if (isNew) await writeLine(deps, build.id, header);
    queued.push({ ...one, build, header, isNew });
  }
  deps.wake();
  for (const { build } of queued) await deps.sources.keep(source, commit.hash, build.id);
  return queued;
}

function headerOf({ tool, source, pipeline }: BuildRow, { hash, subject, author }: CommitInfo): string {
  const from = source === tool ? "" : ` of ${source}`;
  return `${tool}: commit ${hash.slice(0, 7)} "${subject}" by ${author}, pipeline ${pipeline}${from}`;
}

/** Nothing of a push is built: its ref moves at once, and older pushes move it no more. */
export async function moveWithoutBuilds(
  { store, sources }: Pick<PushDeps, "store" | "sources">,
  { tool, ref, from, to }: { readonly tool: ToolName; readonly ref: string; readonly from: string; readonly to: string },
): Promise<boolean> {
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  const moved =
    branch === undefined ? await sources.updateRef(tool, ref, from, to) : await sources.moveBranch(tool, branch, from, to as CommitHash);
  if (moved) await store.recordMove({ tool, ref, to });
  return moved;
}
