import { SluiceError, type BuildId, type ToolName } from "@sluice/contract";
import type { BuildRow } from "../core/ports/store.ts";
import type { HttpDependencies } from "./dependencies.ts";

/** A build of the tool that the path names. */
export async function buildOf(deps: Pick<HttpDependencies, "store">, tool: ToolName, id: BuildId): Promise<BuildRow> {
  const build = await deps.store.build(id);
  if (build?.tool !== tool) throw new SluiceError("not-found", `${tool} has no build ${id}.`);
  return build;
}
