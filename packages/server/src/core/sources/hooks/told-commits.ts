import type { CommitHash, ToolName } from "@sluice/contract";

/**
 * The commit that a webhook spoke of last, until the next look at the tool's source. It saves a look before a fetch, and
 * says nothing of what is built: lost with the process, nothing is lost.
 */
export interface ToldCommits {
  tell(tool: ToolName, commit: CommitHash): void;
  /** What was told since it was taken last; null: nothing. */
  take(tool: ToolName): CommitHash | null;
}

export function toldCommits(): ToldCommits {
  const told = new Map<ToolName, CommitHash>();
  return {
    tell: (tool, commit) => void told.set(tool, commit),
    take(tool) {
      const commit = told.get(tool) ?? null;
      told.delete(tool);
      return commit;
    },
  };
}
