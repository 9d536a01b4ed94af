import type { CommitHash, ToolName } from "@sluice/contract";
import type { RemoteBranch, Unread } from "./remote-sources.ts";

export type WithLargeFiles =
  | {
      readonly kind: "whole";
      /** A commit of no history with the files in the place of their pointers; the commit itself when there is none. */
      readonly commit: CommitHash;
      /** What was put in, from the top. */
      readonly paths: readonly string[];
    }
  | Unread;

/** Git LFS: files of which a repository has only a pointer (its specification, docs/spec.md and docs/api/batch.md of git-lfs). */
export interface LargeFiles {
  /**
   * The commit with its large files, fetched from the server of the repository that it comes from. All or nothing; again,
   * it is the same. Rejects when `signal` is aborted.
   */
  fill(tool: ToolName, commit: CommitHash, from: Pick<RemoteBranch, "url" | "access">, signal: AbortSignal): Promise<WithLargeFiles>;
}
