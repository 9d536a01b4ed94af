import type { CommitHash, ToolName } from "@sluice/contract";

/** A branch of a repository elsewhere. */
export interface RemoteBranch {
  readonly url: string;
  readonly branch: string;
}

/**
 * Why nothing could be read. `away`: its host does not answer now, which may pass by itself; else somebody must do
 * something. `why` is a sentence without the URL.
 */
export interface Unread {
  readonly kind: "unread";
  readonly away: boolean;
  readonly why: string;
}

export type Looked =
  | { readonly kind: "found"; readonly commit: CommitHash }
  /** The repository answers and has no such branch; others that it has. */
  | { readonly kind: "no-branch"; readonly others: readonly string[] }
  | Unread;

/** Repositories on other hosts. Only addresses that sources may be at are ever connected to. */
export interface RemoteSources {
  /** What the branch points to now. */
  look(at: RemoteBranch): Promise<Looked>;
  /** Brings the branch with its history into the tool's repository, or nothing of it. One at a time for each tool. */
  fetch(tool: ToolName, at: RemoteBranch): Promise<{ readonly kind: "fetched"; readonly commit: CommitHash } | Unread>;
}
