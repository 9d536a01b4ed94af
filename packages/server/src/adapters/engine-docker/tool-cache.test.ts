import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { toolCache, trimCache } from "./tool-cache.ts";

const mebibyte = 1024 * 1024;

async function withCache(
  work: (cache: ReturnType<typeof toolCache>, names: () => Promise<readonly string[]>) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-cache-"));
  const cache = toolCache(directory, "foo");
  try {
    await mkdir(cache.packages, { recursive: true });
    await mkdir(cache.dockerfile);
    await writeFile(join(cache.packages, "small"), "x");
    await writeFile(join(cache.dockerfile, "large"), Buffer.alloc(3 * mebibyte, 1));
    await work(cache, async () => (await readdir(join(directory, "caches", "foo"))).toSorted());
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

test("a cache of more than half of what a build may use is removed, and a smaller one stays", () =>
  withCache(async (cache, names) => {
    await trimCache(cache, 8, () => false);
    expect(await names()).toEqual(["dockerfile", "packages"]);
    await trimCache(cache, 4, () => false);
    expect(await names()).toEqual(["packages"]);
  }));

test("a cache stays where it is when a build of the tool has begun while it was measured", () =>
  withCache(async (cache, names) => {
    await trimCache(cache, 4, () => true);
    expect(await names()).toEqual(["dockerfile", "packages"]);
    expect(await readdir(cache.dockerfile)).toEqual(["large"]);
  }));

test("what a trim left that was killed is removed by the next", () =>
  withCache(async (cache, names) => {
    await mkdir(join(`${cache.dockerfile}.old`, "deep"), { recursive: true });
    await trimCache(cache, 4, () => false);
    expect(await names()).toEqual(["packages"]);
  }));
