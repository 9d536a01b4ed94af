import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { collectGarbage } from "./collect-garbage.ts";
import { dataOf, repositoriesOf, storedImages } from "./stored-images.ts";

const hex = "a".repeat(64);

async function withStorage(work: (storage: string, layers: string, manifests: string) => Promise<void>): Promise<void> {
  const storage = await mkdtemp(join(tmpdir(), "sluice-stored-"));
  const foo = join(repositoriesOf(storage), "foo");
  const [layers, manifests] = [join(foo, "_layers", "sha256"), join(foo, "_manifests", "revisions", "sha256", hex)];
  try {
    await mkdir(join(layers, hex), { recursive: true });
    await mkdir(manifests, { recursive: true });
    await writeFile(join(manifests, "link"), `sha256:${hex}`);
    await mkdir(dirname(dataOf(storage, hex)), { recursive: true });
    await work(storage, layers, manifests);
  } finally {
    await rm(storage, { recursive: true, force: true });
  }
}

/** A program that frees nothing stands for the registry's own. */
const collect = (storage: string): Promise<number> => collectGarbage({ binary: "true", configFile: "", storage });
const imagesIn = (storage: string) => Array.fromAsync(storedImages(storage));

test("the link of a layer goes with the layer", () =>
  withStorage(async (storage, layers) => {
    expect(await collect(storage)).toBe(0);
    expect(await readdir(layers)).toEqual([]);
  }));

test("the link of a layer stays, and the collection fails, when the disk does not say whether the layer is there", () =>
  withStorage(async (storage, layers) => {
    await symlink("data", dataOf(storage, hex));
    await expect(collect(storage)).rejects.toThrow("ELOOP");
    expect(await readdir(layers)).toEqual([hex]);
  }));

test("a manifest that is gone is no image, and one that cannot be read is no reason to leave it out", () =>
  withStorage(async (storage) => {
    expect(await imagesIn(storage)).toEqual([]);
    await mkdir(dataOf(storage, hex));
    await expect(imagesIn(storage)).rejects.toThrow("EISDIR");
  }));
