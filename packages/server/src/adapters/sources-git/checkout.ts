import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { CommitHash } from "@sluice/contract";
import type { Repository } from "./repository.ts";

/**
 * Writes a folder of a commit into an empty directory by one git command with an index of its own. read-tree runs no hook
 * and no smudge filter (none is configured), and leaves a submodule an empty directory.
 */
export async function checkoutTree(repository: Repository, hash: CommitHash, folder: string, directory: string): Promise<void> {
  const index = join(repository.directory, `checkout-${randomBytes(8).toString("hex")}`);
  try {
    await repository.run([`--work-tree=${directory}`, "read-tree", "--reset", "-u", `${hash}:${folder}`], {
      env: { GIT_INDEX_FILE: index },
      seconds: 120,
    });
  } finally {
    await rm(index, { force: true });
  }
}
