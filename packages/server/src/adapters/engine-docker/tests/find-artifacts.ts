import { constants, createReadStream } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { FoundArtifact } from "../../../core/ports/artifact-files.ts";
import { ignorePatterns } from "../../../core/sources/ignore-patterns.ts";

const mostEntries = 200_000;
const longestPath = 1000;

/** Control characters, and what stands for bytes that are no text: such a name cannot be opened by it. */
const unfit = /[\p{Cc}\ufffd]/u;

interface Found {
  readonly files: readonly FoundArtifact[];
  /** Whether the tree had more entries than are looked at. */
  readonly isCut: boolean;
}

/**
 * The plain files of a tree that patterns match. The tree is hostile: no link is followed, so that none leads to a
 * file of ours, and nothing but plain files is opened. Call it only when the code that wrote it no longer runs.
 */
export async function findArtifacts(root: string, patterns: readonly string[]): Promise<Found> {
  const isWanted = ignorePatterns(patterns);
  const files: FoundArtifact[] = [];
  const folders = [""];
  let looked = 0;
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      looked += 1;
      if (looked > mostEntries) return { files, isCut: true };
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (path.length > longestPath || unfit.test(entry.name)) continue;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile() && isWanted(path)) {
        const { size } = await lstat(join(root, path));
        files.push({ path, bytes: size, open: () => content(join(root, path), size) });
      }
    }
  }
  return { files, isCut: false };
}

async function* content(path: string, bytes: number): AsyncIterable<Uint8Array> {
  if (bytes === 0) return;
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new Error(`${path} is no plain file any more`);
    yield* createReadStream("", { fd: file, end: bytes - 1, autoClose: false });
  } finally {
    await file.close();
  }
}
