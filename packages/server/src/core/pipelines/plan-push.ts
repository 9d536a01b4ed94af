import { isForReviewsAlone, type CommitHash, type Pipeline, type ToolName } from "@sluice/contract";
import { starts, startWords, type PushedRef } from "./starts.ts";
import { whatChanged, type ChangeDependencies } from "./what-changed.ts";

/** What a push makes of one pipeline. */
export interface PlannedPipeline {
  readonly pipeline: Pipeline;
  /** What it is deployed to, and whose build it is. */
  readonly target: ToolName;
  readonly builds: boolean;
  /** Why it is built or not, a sentence. */
  readonly why: string;
}

export interface PushWish {
  readonly source: ToolName;
  readonly commit: CommitHash;
  readonly pipelines: readonly Pipeline[];
  readonly ref: PushedRef;
  /** Somebody asked to build all that the ref starts. */
  readonly all: boolean;
  readonly releaseBranches: readonly string[];
}

/** What is built of a commit, and why; in the order of the manifest. */
export function planPush(deps: ChangeDependencies, wish: PushWish): Promise<readonly PlannedPipeline[]> {
  return Promise.all(wish.pipelines.map((pipeline) => planOne(deps, wish, pipeline)));
}

async function planOne(deps: ChangeDependencies, wish: PushWish, pipeline: Pipeline): Promise<PlannedPipeline> {
  const { source, commit, ref, all, releaseBranches } = wish;
  const target = pipeline.deploy ? (pipeline.tool ?? source) : source;
  const planned = { pipeline, target };
  if (!starts(pipeline, ref)) {
    const by = startWords(pipeline, releaseBranches);
    return { ...planned, builds: false, why: `not built: ${by} starts it, not ${ref.kind} ${ref.name}` };
  }
  if (all) return { ...planned, builds: true, why: "built: everything was asked for" };
  const { changed, why } = await whatChanged(deps, { pipeline, source, target, commit });
  return { ...planned, builds: changed, why: `${changed ? "built" : "not built"}: ${why}` };
}

/** Two that go to one tool, which only a push can tell: one names the tool that is pushed to. */
export function sameTarget(planned: readonly PlannedPipeline[]): string | null {
  const deployed = planned.filter(({ pipeline }) => pipeline.deploy && !isForReviewsAlone(pipeline.says));
  const second = deployed.find(({ target }, index) => deployed.findIndex((one) => one.target === target) < index);
  const first = deployed.find(({ target }) => target === second?.target);
  if (first === undefined || second === undefined) return null;
  return `pipelines ${first.pipeline.name} and ${second.pipeline.name} both go to ${second.target}: give one its own tool, or deploy: false`;
}
