import { isForReviewsAlone, manifestFile, type CommitHash, type Pipeline, type ToolName } from "@sluice/contract";
import { parseManifest, type ManifestResult } from "@sluice/contract/read";
import type { Sources } from "../ports/sources.ts";

/** The manifest of a commit; null when it has none. */
export async function manifestAt(
  { sources }: { readonly sources: Pick<Sources, "file"> },
  tool: ToolName,
  commit: CommitHash,
): Promise<ManifestResult | null> {
  const text = await sources.file(tool, commit, manifestFile);
  return text === null ? null : parseManifest(text);
}

/** Whether pipelines say themselves when they are built: there are several, or the only one says what starts it. */
export function decideThemselves({ manifest }: Extract<ManifestResult, { kind: "read" }>): boolean {
  return manifest.pipelines !== undefined || manifest.on !== undefined || manifest.watch !== undefined;
}

/** The pipeline of a tool's repository that goes to a tool. One for reviews alone does when no other one does. */
export function pipelineTo(target: ToolName, source: ToolName, pipelines: readonly Pipeline[]): Pipeline | undefined {
  const going = pipelines.filter((one) => one.deploy && (one.tool ?? source) === target);
  return going.find(({ says }) => !isForReviewsAlone(says)) ?? going[0];
}

/** The pipeline that previews of a tool's reviews are made by: the one that says so, or else the one that the tool is made by. */
export function pipelineOfReviews(tool: ToolName, pipelines: readonly Pipeline[]): Pipeline | undefined {
  const said = pipelines.find(({ says }) => says.on?.change === true);
  if (said === undefined) return pipelineTo(tool, tool, pipelines);
  // of another tool there is no preview here
  return (said.tool ?? tool) === tool && said.deploy ? said : undefined;
}
