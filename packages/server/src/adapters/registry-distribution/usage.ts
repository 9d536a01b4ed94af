import type { DistributionApi } from "./distribution-api.ts";

/** Bytes that the tagged manifests of a repository name: manifests, configurations and layers, each counted once. */
export async function usageOf(api: DistributionApi, repository: string): Promise<number> {
  const blobs = new Map<string, number>();
  const digests = new Set<string>();
  for (const tag of await api.tags(repository)) {
    const digest = await api.digest(repository, tag);
    if (digest !== null) digests.add(digest);
  }
  const open = [...digests];
  for (let digest = open.pop(); digest !== undefined; digest = open.pop()) {
    const manifest = await api.manifest(repository, digest);
    if (manifest === null) continue;
    const { config, layers = [], manifests = [] } = manifest.content;
    blobs.set(digest, manifest.size);
    for (const blob of config === undefined ? layers : [config, ...layers]) blobs.set(blob.digest, blob.size);
    open.push(...manifests.map((part) => part.digest).filter((part) => !blobs.has(part)));
  }
  return [...blobs.values()].reduce((sum, size) => sum + size, 0);
}
