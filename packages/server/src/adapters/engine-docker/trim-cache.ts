import { rename, rm } from 'node:fs/promises';
import { diskUse } from './build-directory.ts';
import { cacheDirectory } from './container/build-container.ts';

/** Empties a tool's package cache when it takes more than half of what a build may use: it would stop the next one. */
export async function trimCache(directory: string, tool: string, diskMiB: number): Promise<void> {
  const cache = cacheDirectory(directory, tool);
  if ((await diskUse(cache)) <= (diskMiB * 1024 * 1024) / 2) return;
  const old = `${cache}.old`;
  await rm(old, { recursive: true, force: true });
  await rename(cache, old);
  await rm(old, { recursive: true, force: true });
}
