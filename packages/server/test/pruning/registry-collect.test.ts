import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Digest, ToolName } from "@sluice/contract";
import { request } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { distributionRegistry, type RunningDistributionRegistry } from "../../src/adapters/registry-distribution/distribution-registry.ts";
import type { StoredImage } from "../../src/core/ports/registry.ts";
import { freePort } from "../contracts/free-port.ts";
import { digestOf, pushImage } from "../contracts/registry.contract.ts";

const binary = join(process.env["SLUICE_TEST_CACHE"] ?? "", "bin", "docker-registry");
const [foo, bar, baz] = [ToolName.parse("foo"), ToolName.parse("bar"), ToolName.parse("baz")];
let directory: string;
let registry: RunningDistributionRegistry;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-collect-"));
  registry = await distributionRegistry({
    binary,
    directory,
    host: `127.0.0.1:${await freePort()}`,
    now: Date.now,
    onEvent: () => undefined,
  });
});
afterAll(async () => {
  await registry[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const layer = (kib: number): Buffer => randomBytes(kib * 1024);
const push = async (tool: ToolName, tag: string, layers: readonly Buffer[]): Promise<Digest> => {
  await registry.writing(async () => pushImage(registry, tool, tag, await registry.credential(tool, "write"), layers));
  const digest = await registry.resolve(tool, tag);
  if (digest === null) throw new Error(`${tool}:${tag} was not pushed`);
  return digest;
};
const stored = async (): Promise<readonly StoredImage[]> => {
  const images: StoredImage[] = [];
  for await (const image of registry.images()) images.push(image);
  return images;
};
/** Reads all that an image is made of, as an engine does. */
const isWhole = async (tool: ToolName, image: StoredImage): Promise<boolean> => {
  const authorization = await registry.credential(tool, "read");
  for (const [blob, size] of image.blobs) {
    if (blob === image.digest) continue;
    const { statusCode, body } = await request(`http://${registry.host}/v2/${tool}/blobs/${blob}`, { headers: { authorization } });
    const data = Buffer.from(await body.arrayBuffer());
    if (statusCode !== 200 || data.length !== size || digestOf(data) !== blob) return false;
  }
  return true;
};

test("tells what is stored: tags, when it was pushed, and what it is made of", async () => {
  const shared = layer(64);
  const digest = await push(foo, "one", [shared]);
  const found = (await stored()).find((image) => image.digest === digest);
  expect(found).toMatchObject({ repository: "foo", tags: ["one"], parts: [] });
  expect(found?.blobs.get(digestOf(shared))).toBe(64 * 1024);
  expect(Math.abs(Date.now() - Date.parse(found?.pushed ?? ""))).toBeLessThan(60_000);
});

test("frees on the disk what no manifest names any more, and nothing else", async () => {
  const [base, first, second] = [layer(300), layer(1000), layer(700)];
  const [old, kept] = [await push(bar, "old", [base, first]), await push(bar, "kept", [base, second])];
  await registry.copy(bar, baz, kept);
  await registry.deleteDigest("bar", old);
  const freed = await registry.collect();
  expect(freed).toBeGreaterThanOrEqual(1000 * 1024);
  expect(freed).toBeLessThan(1100 * 1024);
  expect(await registry.collect()).toBe(0);
  expect(await registry.resolve("bar", old)).toBeNull();
  const left = (await stored()).filter(({ repository }) => repository === "bar" || repository === "baz");
  expect(left.map(({ repository, digest }) => [repository, digest])).toEqual([
    ["bar", kept],
    ["baz", kept],
  ]);
  for (const image of left) expect(await isWhole(ToolName.parse(image.repository), image)).toBe(true);
});

test("keeps what a second repository names when the first has let go of it", async () => {
  const own = layer(200);
  const digest = await push(bar, "beta", [own]);
  await registry.copy(bar, baz, digest);
  await registry.deleteDigest("bar", digest);
  expect(await registry.collect()).toBe(0);
  const [image] = (await stored()).filter((one) => one.digest === digest);
  expect(image?.repository).toBe("baz");
  expect(image && (await isWhole(baz, image))).toBe(true);
});

test("an image that is pushed while another is collected is whole, also when it has the same layers", async () => {
  const base = layer(100);
  const layers = Array.from({ length: 6 }, () => layer(50));
  // A repository has one writer at a time, as a tool has one build: Distribution writes a blob's link anew in place, where
  // another's manifest may find it empty.
  const tools = layers.map((_, at) => ToolName.parse(`again${at}`));
  const pushAll = (tag: string) => Promise.all(tools.map((tool, at) => push(tool, tag, [base, layers[at] ?? base])));
  const remove = async (digests: readonly Digest[]) => {
    for (const [at, digest] of digests.entries()) await registry.deleteDigest(tools[at] ?? "", digest);
  };
  for (let round = 0; round < 5; round += 1) {
    await remove(await pushAll(`doomed-${round}`));
    // the same layers, which the collection is about to free
    const [, made] = await Promise.all([registry.collect(), pushAll(`again-${round}`)]);
    const images = new Map((await stored()).map((image) => [`${image.repository}@${image.digest}`, image]));
    for (const [at, tool] of tools.entries()) {
      const image = images.get(`${tool}@${made[at] ?? ""}`);
      expect(image !== undefined && (await isWhole(tool, image))).toBe(true);
    }
    await remove(made);
  }
});

test("a repository in which nothing is left is gone, and may be pushed to again", async () => {
  const gone = ToolName.parse("gone");
  const one = layer(50);
  const digest = await push(gone, "one", [one]);
  await registry.deleteDigest("gone", digest);
  expect(await registry.collect()).toBeGreaterThan(50 * 1024);
  expect((await stored()).map(({ repository }) => repository)).not.toContain("gone");
  const again = await push(gone, "one", [one]);
  expect(again).toBe(digest);
  const image = (await stored()).find(({ repository }) => repository === "gone");
  expect(image && (await isWhole(gone, image))).toBe(true);
});
