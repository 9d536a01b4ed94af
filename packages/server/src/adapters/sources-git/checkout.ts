import { randomBytes } from "node:crypto";
import { rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CommitHash } from "@sluice/contract";
import type { Repository } from "./repository.ts";

/**
 * Writes a folder of a commit into an empty directory by one git command with an index of its own. read-tree runs no hook
 * and no smudge filter (none is configured), and leaves a submodule an empty directory.
 */
export async function checkoutTree(
  repository: Repository,
  hash: CommitHash,
  directory: string,
  { folder = "", leftOut = [] }: { readonly folder?: string; readonly leftOut?: readonly string[] } = {},
): Promise<void> {
  const index = join(repository.directory, `checkout-${randomBytes(8).toString("hex")}`);
  try {
    await repository.run([`--work-tree=${directory}`, "read-tree", "--reset", "-u", `${hash}:${folder}`], {
      env: { GIT_INDEX_FILE: index },
      seconds: 120,
    });
  } finally {
    await rm(index, { force: true });
  }
  for (const path of leftOut) await removeFile(directory, path);
}

/** A file of a tree that was written just now, with the directories that are empty without it: no link is on its way. */
async function removeFile(directory: string, path: string): Promise<void> {
  await rm(join(directory, path), { recursive: true, force: true });
  for (let folder = dirname(path); folder !== "."; folder = dirname(folder)) {
    const left = await rmdir(join(directory, folder)).catch((error: unknown) => error);
    if (left !== undefined) return;
  }
}
