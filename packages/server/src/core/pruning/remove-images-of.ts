import { SluiceError, type ToolName } from "@sluice/contract";
import { ownerOf } from "../previews/run-name.ts";
import type { NameSource } from "./names.ts";
import { weigh } from "./room.ts";
import { type SweepDependencies, sweepImages } from "./sweep-images.ts";

/**
 * Deletes the images of a tool that is being deleted, without a grace: all that nobody else names, so that no later tool
 * of its name begins with them. Its own names count no more. What is left is for the next pruning: an image that
 * somebody is just about to use elsewhere, and the engine's copy of one whose container still stops.
 */
export async function removeImagesOf(deps: SweepDependencies, tool: ToolName, signal: AbortSignal): Promise<void> {
  const { store, installation, clock } = deps;
  const weighed = await weigh(deps.registry, tool);
  const due = [...new Set(weighed.held.map(({ digest }) => digest))];
  const sources = deps.sources.map((source): NameSource => ({
    names: async () => (await source.names()).filter((name) => name.tool === null || ownerOf(name.tool) !== tool),
  }));
  await store.markUnnamed(installation, due, clock.now());
  const { failed } = await sweepImages({ ...deps, sources, rules: { graceMs: 0 } }, { weighed, images: { due, resume: [] } }, signal);
  const [first] = failed;
  if (first !== undefined || signal.aborted)
    throw new SluiceError("unavailable", `Not all images of ${tool} could be deleted (${first ?? "the server stops"}): delete it again.`);
}
