import { type GitCall, runGit } from "./run-git.ts";
import type { Surrounding } from "./surrounding.ts";

/**
 * The newest commit of this history that the server has: what differs from it is sent, and nothing of commits that were
 * never pushed. In a shallow clone only a commit that is there can be found.
 */
export async function newestKnown(around: Surrounding | null, known: readonly string[], call: GitCall): Promise<string | null> {
  if (around === null || around.head === null) return null;
  if (known.includes(around.head)) return around.head;
  for (const commit of known) {
    const { code, stdout } = await runGit(["merge-base", around.head, commit], call);
    if (code === 0) return stdout.toString().trim();
  }
  return null;
}
