import { type ListedRelease, type Release, SluiceError, type ToolName } from "@sluice/contract";
import type { NamedImageStore } from "../ports/named-image-store.ts";
import type { PinStore } from "../ports/pin-store.ts";
import type { Registry } from "../ports/registry.ts";

type Kept = Pick<Registry, "resolve" | "host">;

/** Releases that may be gone back to, newest first: of those that are kept by number, the ones whose image is there. */
export async function keptReleases(
  { store, registry }: { readonly store: Pick<NamedImageStore, "keptReleases">; readonly registry: Kept },
  tool: ToolName,
  count: number,
): Promise<readonly Release[]> {
  const releases = await store.keptReleases(tool, count);
  const known = await imagesOf(registry, tool, releases);
  return releases.filter(({ image }) => known.get(image) !== false);
}

/** Releases with whether their image is there, and who holds on to it. */
export async function listed(
  { store, registry }: { readonly store: PinStore; readonly registry: Kept },
  tool: ToolName,
  releases: readonly Release[],
): Promise<readonly ListedRelease[]> {
  const pins = await store.pins(tool);
  const known = await imagesOf(registry, tool, releases);
  return releases.map((release) => ({ ...release, kept: known.get(release.image) ?? null, pin: pins.get(release.number) ?? null }));
}

/** Whether each image is in the tool's repository; null while the registry does not answer. */
async function imagesOf(registry: Kept, tool: ToolName, releases: readonly Release[]): Promise<ReadonlyMap<string, boolean | null>> {
  const digests = [...new Set(releases.map(({ image }) => image))];
  const found = await Promise.all(
    digests.map(async (digest) => {
      try {
        return [digest, (await registry.resolve(`${registry.host}/${tool}`, digest)) !== null] as const;
      } catch (error) {
        if (error instanceof SluiceError && error.code === "unavailable") return [digest, null] as const;
        throw error;
      }
    }),
  );
  return new Map(found);
}
