import type { CommitHash, ToolName } from '@sluice/contract';

export interface CommitInfo {
  readonly hash: CommitHash;
  readonly subject: string;
  readonly author: string;
}

/** The git repositories that tools push to. One bare repository for each tool. */
export interface Sources {
  create(tool: ToolName): Promise<void>;
  remove(tool: ToolName): Promise<void>;
  commit(tool: ToolName, hash: CommitHash): Promise<CommitInfo>;
  /** Keeps a commit from garbage collection under an internal ref, `refs/sluice/builds/<id>`. */
  keep(tool: ToolName, hash: CommitHash, id: number): Promise<void>;
  /** Moves a branch as a push would; false when `from` is no longer its value (all zeros: must not exist). */
  moveBranch(tool: ToolName, branch: string, from: string, to: CommitHash): Promise<boolean>;
  branch(tool: ToolName, branch: string): Promise<CommitHash | null>;
  /** Paths of all files of a commit. */
  files(tool: ToolName, hash: CommitHash): Promise<readonly string[]>;
  /** Text of a file, at most 256 KiB; null when missing, too large or not a regular file. */
  file(tool: ToolName, hash: CommitHash, path: string): Promise<string | null>;
  /** Writes the tree of a commit into an existing empty directory. No hook, filter or submodule runs. */
  checkout(tool: ToolName, hash: CommitHash, directory: string): Promise<void>;
}
