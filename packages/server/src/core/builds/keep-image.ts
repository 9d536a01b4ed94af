import type { Digest } from "@sluice/contract";
import type { Registry } from "../ports/registry.ts";
import type { ImageUse } from "../pruning/use-image.ts";

interface Dependencies {
  readonly images: Pick<ImageUse, "isGoing">;
  readonly registry: Pick<Registry, "resolve">;
}

/**
 * Gives a built image its name in the build's row. It is often the same as an old one, which may be going just now: the
 * name comes first, then the look, so that either pruning sees the name, or we see that it goes. False: make it again.
 */
export async function keepImage(
  { images, registry }: Dependencies,
  { repository, digest }: { readonly repository: string; readonly digest: Digest },
  progress: (part: { image: Digest }) => Promise<void>,
): Promise<boolean> {
  await progress({ image: digest });
  return !(await images.isGoing(digest)) && (await registry.resolve(repository, digest)) !== null;
}
