import { isEmbargo, type Pipeline, type ToolName } from "@sluice/contract";
import type { EmbargoStore } from "../ports/embargo-store.ts";

export interface EmbargoedPipelines {
  /** What is built, each with the embargo as its tool. */
  readonly pipelines: readonly Pipeline[];
  /** What goes to tools that others see, and is therefore not built. */
  readonly leftOut: readonly Pipeline[];
}

/** What of a manifest an embargo builds: what would go to the tool that it is of goes to itself, and nothing to any other. */
export async function embargoedPipelines(
  store: Pick<EmbargoStore, "embargo">,
  source: ToolName,
  all: readonly Pipeline[],
): Promise<EmbargoedPipelines> {
  if (!isEmbargo(source)) return { pipelines: all, leftOut: [] };
  const of = (await store.embargo(source))?.of ?? null;
  const isOwn = ({ tool, deploy }: Pipeline): boolean => !deploy || tool === undefined || tool === null || tool === source || tool === of;
  return {
    pipelines: all.filter(isOwn).map((pipeline) => (pipeline.tool === of && of !== null ? { ...pipeline, tool: source } : pipeline)),
    leftOut: all.filter((pipeline) => !isOwn(pipeline)),
  };
}
