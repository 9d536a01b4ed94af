import type { CommitHash } from "@sluice/contract";
import type { Repository } from "./repository.ts";

const mostPaths = 100_000;

/** Paths of what differs between two commits, both names of what was renamed. Null: see the port. */
export async function changedPaths(repository: Repository, from: CommitHash, to: CommitHash): Promise<readonly string[] | null> {
  let seen = 0;
  const enough = (chunk: Buffer): boolean => {
    for (const byte of chunk) if (byte === 0) seen += 1;
    return seen > mostPaths;
  };
  const args = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", "--no-commit-id", from, to, "--"];
  const { code, stdout } = await repository.try(args, { enough });
  return code === 0 && seen <= mostPaths ? stdout.toString().split("\0").slice(0, -1) : null;
}
