import { spawn } from "node:child_process";
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError } from "@sluice/contract";
import { blobsOf, dataOf, entriesOf, repositories, repositoriesOf, unlessGone } from "./stored-images.ts";

export interface Garbage {
  readonly binary: string;
  readonly configFile: string;
  readonly storage: string;
}

/** Sizes of all blobs, in bytes. */
async function blobSizes(storage: string): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for (const { name: start } of await entriesOf(blobsOf(storage))) {
    for (const { name: hex } of await entriesOf(join(blobsOf(storage), start))) {
      const found = await unlessGone(stat(dataOf(storage, hex)));
      if (found !== null) sizes.set(hex, found.size);
    }
  }
  return sizes;
}

/**
 * Runs Distribution's own collection (https://distribution.github.io/distribution/about/garbage-collection/). Manifests
 * without a tag stay: only those count as garbage that were deleted. It dies with this process, so that a server which
 * is started again writes beside no collection that it does not know of. Returns the bytes that were freed.
 */
export async function collectGarbage({ binary, configFile, storage }: Garbage): Promise<number> {
  const before = await blobSizes(storage);
  await garbageCollect(binary, configFile);
  const after = await blobSizes(storage);
  await dropLinks(storage, after);
  let freed = 0;
  for (const [hex, bytes] of before) if (!after.has(hex)) freed += bytes;
  return freed;
}

function garbageCollect(binary: string, configFile: string): Promise<void> {
  const args = ["--pdeathsig", "KILL", binary, "garbage-collect", configFile];
  return new Promise((resolve, reject) => {
    const child = spawn("setpriv", args, { stdio: ["ignore", "ignore", "pipe"], env: { PATH: "/usr/bin:/bin:/usr/sbin:/sbin" } });
    let said = "";
    child.stderr.on("data", (bytes: Buffer) => (said = `${said}${bytes.toString()}`.slice(-2000)));
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve();
      reject(
        new SluiceError(
          "unavailable",
          `The registry's collection failed (exit code ${code ?? "none"}): ${said.trim().split("\n").at(-1) ?? ""}`,
        ),
      );
    });
  });
}

/** What names blobs that are no more: links of layers, and repositories in which nothing is left. */
async function dropLinks(storage: string, blobs: ReadonlyMap<string, number>): Promise<void> {
  const empty: string[] = [];
  for await (const repository of repositories(storage)) {
    const place = join(repositoriesOf(storage), repository);
    const layers = join(place, "_layers", "sha256");
    let left = 0;
    for (const { name } of await entriesOf(layers)) {
      if (blobs.has(name)) left += 1;
      else await rm(join(layers, name), { recursive: true, force: true });
    }
    const revisions = join(place, "_manifests", "revisions", "sha256");
    for (const { name } of await entriesOf(revisions)) {
      if ((await entriesOf(join(revisions, name))).length > 0) left += 1;
      else await rm(join(revisions, name), { recursive: true, force: true });
    }
    if (left === 0) empty.push(place);
  }
  // deepest first; a repository may lie below another
  for (const place of empty.toReversed()) {
    for (const part of ["_manifests", "_layers", "_uploads"]) await rm(join(place, part), { recursive: true, force: true });
    if ((await entriesOf(place)).length === 0) await rm(place, { recursive: true, force: true });
  }
}
