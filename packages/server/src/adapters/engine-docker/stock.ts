import { randomUUID } from "node:crypto";
import { renameSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Digest, Moment } from "@sluice/contract";
import type { EngineStock } from "../../core/ports/engine-stock.ts";
import { diskUse } from "./build-directory.ts";
import type { Docker } from "./docker.ts";
import { cachesDirectory } from "./tool-cache.ts";

interface StockOptions {
  readonly docker: Pick<Docker, "digests" | "removeName">;
  readonly registryHost: string;
  /** The data directory. */
  readonly directory: string;
  /** Whether a build of the tool runs, ends, or has its place made. */
  readonly inUse: (tool: string) => boolean;
}

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";

/** Images by our own registry's name, and caches in our own directory: nothing of anybody else. */
export function engineStock({
  docker,
  registryHost,
  directory,
  inUse,
}: StockOptions): Omit<EngineStock, "platformImages" | "removePlatformImage"> {
  const root = cachesDirectory(directory);
  const ofTools = (name: string): boolean => !name.startsWith(`${registryHost}/sluice/`);
  return {
    async images() {
      const found = await docker.digests(`${registryHost}/`);
      return found
        .filter(({ name }) => ofTools(name))
        .map(({ name, bytes }) => ({ name, bytes, digest: Digest.parse(name.slice(name.lastIndexOf("@") + 1)) }));
    },
    removeImage: (name) => docker.removeName(name),
    async caches() {
      const names = await readdir(root).catch((error: unknown) => (isMissing(error) ? [] : Promise.reject(error as Error)));
      const found = names.map(async (tool) => {
        const place = await stat(join(root, tool)).catch(() => null);
        return place === null ? [] : [{ tool, used: Moment.parse(new Date(place.mtimeMs).toISOString()) }];
      });
      return (await Promise.all(found)).flat();
    },
    cacheBytes: (tool) => diskUse(join(root, tool)),
    async removeCache(tool) {
      if (inUse(tool)) return false;
      // At once, so that no build begins between the look and the removal; it finds nothing, or a new one.
      const gone = join(root, `${tool.slice(0, 40)}.${randomUUID()}`);
      try {
        renameSync(join(root, tool), gone);
      } catch (error) {
        if (!isMissing(error)) throw error;
        return true;
      }
      // What a build started may write to its end.
      await rm(gone, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
      return true;
    },
  };
}
