import { type BuildId, type CommitHash, type Digest, SluiceError, type ToolName } from "@sluice/contract";
import type { HttpDependencies } from "./dependencies.ts";

interface Meant {
  readonly image: Digest;
  readonly commit: CommitHash;
}

/** The image of a build, or the one that is live. */
export async function imageMeant({ store }: HttpDependencies, tool: ToolName, id: BuildId | undefined): Promise<Meant> {
  if (id === undefined) {
    const live = await store.liveRelease(tool);
    if (live !== null) return live;
    throw new SluiceError("not-found", `Nothing of ${tool} is live: name a build.`);
  }
  const build = await store.build(id);
  if (build?.tool !== tool) throw new SluiceError("not-found", `${tool} has no build ${id}.`);
  if (build.image === null) throw new SluiceError("not-found", `Build ${id} of ${tool} made no image.`);
  return { image: build.image, commit: build.commit };
}
