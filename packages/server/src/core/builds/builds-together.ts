import { type BuildId, SluiceError, type ToolName } from "@sluice/contract";
import type { PushStore } from "../ports/push-store.ts";
import type { BuildRow, BuildStore } from "../ports/store.ts";

/**
 * All builds of the push to a tool that a build is of. Of a push to another tool, only the build of this one: what else
 * became of that push is said to those who see the other.
 */
export async function buildsTogether(
  store: Pick<BuildStore, "build"> & Pick<PushStore, "buildsOfPush">,
  tool: ToolName,
  id: BuildId,
): Promise<readonly BuildRow[]> {
  const build = await store.build(id);
  if (build !== null && build.source === tool && build.push !== null) return store.buildsOfPush(build.push);
  if (build?.tool === tool) return [build];
  throw new SluiceError("not-found", `${tool} has no build ${id}.`);
}
