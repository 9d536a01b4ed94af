import type { Repository } from "../repository.ts";
import { listTree } from "../tree.ts";

/** A file that stands elsewhere, and where it belongs. */
export interface Pointer {
  readonly path: string;
  readonly mode: string;
  /** SHA-256 in hex. */
  readonly oid: string;
  readonly bytes: number;
}

const begins = "version https://git-lfs.github.com/spec/v1";
/** "Pointer files must be less than 1024 bytes" (git-lfs, docs/spec.md). */
const longest = 1024;
const mostFiles = 1_000_000;

/** The pointers of a commit; null when it cannot be listed, or has more than `most`. */
export async function pointersOf(repository: Repository, commit: string, most: number): Promise<readonly Pointer[] | null> {
  const { code, stdout } = await repository.try(["grep", "-z", "-l", "--full-name", "--fixed-strings", "-e", begins, commit, "--"]);
  // 1: nothing was found (git-grep)
  if (code === 1) return [];
  if (code !== 0) return null;
  const found = new Set(
    stdout
      .toString()
      .split("\0")
      .map((row) => row.slice(commit.length + 1)),
  );
  const files = ((await listTree(repository, commit, mostFiles)) ?? []).filter(
    ({ path, kind, bytes }) => kind === "file" && bytes < longest && found.has(path),
  );
  if (files.length > most) return null;
  const pointers: Pointer[] = [];
  for (const { path, mode, hash } of files) {
    const pointer = parsePointer((await repository.run(["cat-file", "blob", hash])).toString());
    if (pointer !== null) pointers.push({ path, mode, ...pointer });
  }
  return pointers;
}

/** Null: it only speaks of pointers, as a text about them does. */
export function parsePointer(text: string): Pick<Pointer, "oid" | "bytes"> | null {
  if (!text.startsWith(`${begins}\n`)) return null;
  const oid = /^oid sha256:([0-9a-f]{64})$/m.exec(text)?.[1];
  const bytes = /^size (\d{1,15})$/m.exec(text)?.[1];
  return oid === undefined || bytes === undefined ? null : { oid, bytes: Number(bytes) };
}
