import type { CommitHash } from "@sluice/contract";
import type { Repository } from "./repository.ts";

export interface TreeFile {
  readonly mode: string;
  readonly hash: string;
  readonly path: string;
  readonly kind: "file" | "link" | "submodule";
  readonly bytes: number;
}

/** All files below a commit, a tag or a tree, in git's order. Null when it is none of these or takes too long. */
export async function listTree(repository: Repository, hash: string, atMost: number): Promise<readonly TreeFile[] | null> {
  let seen = 0;
  let bytes = 0;
  const enough = (chunk: Buffer): boolean => {
    for (const byte of chunk) if (byte === 0) seen += 1;
    bytes += chunk.length;
    return seen > atMost || bytes > 256 * 1024 * 1024;
  };
  const { code, stdout } = await repository.try(["ls-tree", "-r", "-l", "-z", "--full-tree", hash], { enough });
  if (code !== 0 && seen <= atMost) return null;
  return stdout.toString().split("\0").slice(0, -1).map(treeFile);
}

/** `<mode> SP <type> SP <object> SP+ <size> TAB <path>` (git-ls-tree, "Output format"). */
function treeFile(row: string): TreeFile {
  const tab = row.indexOf("\t");
  const [mode = "", , hash = "", size = "-"] = row.slice(0, tab).split(/ +/);
  return {
    mode,
    hash,
    path: row.slice(tab + 1),
    kind: kindOf(mode),
    bytes: size === "-" ? 0 : Number(size),
  };
}

function kindOf(mode: string): TreeFile["kind"] {
  if (mode === "160000") return "submodule";
  return mode === "120000" ? "link" : "file";
}

/** Files of a commit by path. */
export type Tree = ReadonlyMap<string, TreeFile>;

/** All files of a commit; empty when it is none, is too large to list in time, or has no file. */
export async function treeOf(repository: Repository, hash: CommitHash, atMost: number): Promise<Tree> {
  return treeFrom((await listTree(repository, hash, atMost)) ?? []);
}

export function treeFrom(files: readonly TreeFile[]): Tree {
  return new Map(files.map((file) => [file.path, file]));
}
