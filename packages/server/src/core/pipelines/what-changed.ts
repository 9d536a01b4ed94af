import { manifestFile, type CommitHash, type Pipeline, type ToolName } from "@sluice/contract";
import { parseManifest } from "@sluice/contract/read";
import type { PushStore } from "../ports/push-store.ts";
import type { Sources } from "../ports/sources.ts";
import type { ReleaseStore } from "../ports/store.ts";
import { ignorePatterns } from "../sources/ignore-patterns.ts";

export interface ChangeDependencies {
  readonly store: Pick<PushStore, "lastBuilt"> & Pick<ReleaseStore, "liveRelease">;
  readonly sources: Pick<Sources, "changed" | "file">;
}

/** What a pipeline is asked about: at a commit of a tool's repository, for the tool that it goes to. */
export interface Asked {
  readonly pipeline: Pipeline;
  readonly source: ToolName;
  readonly target: ToolName;
  readonly commit: CommitHash;
}

export interface Verdict {
  readonly changed: boolean;
  /** A sentence without an end, for the log. */
  readonly why: string;
}

/**
 * Whether something that counts for a pipeline has changed since what is live was built, or since its last good build
 * when it is not deployed. What cannot be told counts as a change.
 */
export async function whatChanged(deps: ChangeDependencies, asked: Asked): Promise<Verdict> {
  const { pipeline, source, commit } = asked;
  const last = await lastGood(deps, asked);
  if (typeof last === "string") return { changed: true, why: last };
  const since = `since ${last.commit.slice(0, 7)} (${last.label})`;
  const [paths, before] = await Promise.all([
    deps.sources.changed(source, last.commit, commit),
    definitionAt(deps, source, last.commit, pipeline.name),
  ]);
  if (paths === null) return { changed: true, why: `what changed ${since} cannot be told` };
  const counts = pipeline.paths === null ? () => true : ignorePatterns(pipeline.paths);
  const counting = paths.filter(counts);
  const [first] = counting;
  if (first !== undefined) {
    const more = counting.length === 1 ? "" : ` and ${counting.length - 1} more`;
    return { changed: true, why: `${first}${more} changed ${since}` };
  }
  if (before !== definition(pipeline)) return { changed: true, why: `${manifestFile} says something else of it ${since}` };
  const where =
    pipeline.paths === null ? "nothing" : `nothing under ${pipeline.paths.map((path) => path.replace(/^\/|\/\*\*$/g, "")).join(" or ")}`;
  return { changed: false, why: `${where} changed ${since}` };
}

/** A commit, and how people know it; or why there is none. */
async function lastGood(
  { store }: ChangeDependencies,
  { pipeline, source, target }: Asked,
): Promise<{ readonly commit: CommitHash; readonly label: string } | string> {
  const of = { source, pipeline: pipeline.name };
  if (!pipeline.deploy) {
    const built = await store.lastBuilt(target, { ...of, commit: null });
    return built === null ? "it was not built yet" : { commit: built.commit, label: `build ${built.id}` };
  }
  const live = await store.liveRelease(target);
  if (live === null) return `nothing of ${target} is live yet`;
  const built = await store.lastBuilt(target, { ...of, commit: live.commit });
  if (built === null) return `v${live.number} of ${target} was not made by this pipeline`;
  return { commit: live.commit, label: `v${live.number}` };
}

async function definitionAt({ sources }: ChangeDependencies, source: ToolName, commit: CommitHash, name: string): Promise<string | null> {
  const read = parseManifest((await sources.file(source, commit, manifestFile)) ?? "");
  const found = read.kind === "read" ? read.pipelines.find((one) => one.name === name) : undefined;
  return found === undefined ? null : definition(found);
}

/** All that a pipeline says, but what starts it. */
function definition({ tool, deploy, paths, says }: Pipeline): string {
  const { on: _, ...rest } = says;
  return JSON.stringify([tool, deploy, paths, rest]);
}
