import { renameSync } from "node:fs";
import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type BuildDirectory, diskUse } from "./build-directory.ts";

export interface ToolCache {
  /** Mounted into the build container: what package managers downloaded. */
  readonly packages: string;
  /** Layers that the lifecycle keeps between builds. */
  readonly layers: string;
  /** Layers that later build steps need, as they are; mounted too. What leads to them is ours, so no link is on the way. */
  readonly kept: string;
  /** The same as packages for tests: what they write comes into no build. */
  readonly tests: string;
  /** What a builder of Dockerfiles keeps: base images and layers. Its files belong to many users. */
  readonly dockerfile: string;
}

export const cachesDirectory = (directory: string): string => join(directory, "caches");

export function toolCache(directory: string, tool: string): ToolCache {
  const root = join(cachesDirectory(directory), tool);
  return {
    packages: join(root, "packages"),
    layers: join(root, "layers"),
    kept: join(root, "kept"),
    tests: join(root, "tests"),
    dockerfile: join(root, "dockerfile"),
  };
}

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";

const unlessMissing = (error: unknown): void => {
  if (!isMissing(error)) throw error;
};

/** Moves the kept layers into the build's root, where its chroot can see them. They are this build's until it ends. */
export async function lendCache(cache: ToolCache, directory: BuildDirectory): Promise<void> {
  // What is in it, not itself: a container may have the build's own folder mounted already.
  const names = await readdir(cache.layers).catch((error: unknown) => {
    unlessMissing(error);
    return [];
  });
  await Promise.all(names.map((name) => rename(join(cache.layers, name), directory.path("layer-cache", name))));
}

/** Moves the layers back; a build that came between keeps its own. */
export async function returnCache(cache: ToolCache, root: string): Promise<void> {
  await rename(join(root, "layer-cache"), cache.layers).catch((error: unknown) => {
    const newer = error instanceof Error && "code" in error && error.code === "ENOTEMPTY";
    if (!newer) unlessMissing(error);
  });
}

/**
 * Empties a cache when it takes more than half of what a build may use: it would stop the next build. Not under a build
 * that has begun while it was measured (`inUse`): it would find its directory gone, and leaves the same at its end.
 */
export async function trimCache(cache: ToolCache, diskMiB: number, inUse: () => boolean): Promise<void> {
  for (const part of [cache.packages, cache.layers, cache.kept, cache.tests, cache.dockerfile]) {
    if ((await diskUse(part)) <= (diskMiB * 1024 * 1024) / 2) continue;
    const old = `${part}.old`;
    await rm(old, { recursive: true, force: true });
    if (inUse()) return;
    // at once, so that no build begins between the look and this
    renameSync(part, old);
    await rm(old, { recursive: true, force: true });
  }
}
