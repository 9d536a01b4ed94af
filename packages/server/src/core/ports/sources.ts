import type { CommitHash, ToolName } from "@sluice/contract";

export interface CommitInfo {
  readonly hash: CommitHash;
  readonly subject: string;
  readonly author: string;
}

/** One file of a commit's tree. */
export interface SourceEntry {
  readonly path: string;
  readonly kind: "file" | "link" | "submodule";
  /** 0 for a submodule, which is not fetched. */
  readonly bytes: number;
}

/** The git repositories that tools push to. One bare repository for each tool. */
export interface Sources {
  create(tool: ToolName): Promise<void>;
  remove(tool: ToolName): Promise<void>;
  commit(tool: ToolName, hash: CommitHash): Promise<CommitInfo>;
  /** The commit object itself, byte by byte: what its signature is over. `not-found` when it is not there; at most 1 MiB, else `too-large`. */
  commitText(tool: ToolName, hash: CommitHash): Promise<Buffer>;
  /** An annotated tag itself, byte by byte; null when the object is another or not there. At most 1 MiB, else `too-large`. */
  tagText(tool: ToolName, object: string): Promise<Buffer | null>;
  /** Keeps a commit from garbage collection under an internal ref, `refs/sluice/builds/<id>`. */
  keep(tool: ToolName, hash: CommitHash, id: number): Promise<void>;
  /** Moves a branch as a push would; false when `from` is no longer its value (all zeros: must not exist). */
  moveBranch(tool: ToolName, branch: string, from: string, to: CommitHash): Promise<boolean>;
  branch(tool: ToolName, branch: string): Promise<CommitHash | null>;
  /** Moves any ref (`refs/tags/v1`), or removes it (`to` null); false when `from` is no longer its value (all zeros: must not exist). */
  updateRef(tool: ToolName, ref: string, from: string, to: string | null): Promise<boolean>;
  /** Whether `older` is part of the history of `newer`. */
  contains(tool: ToolName, newer: string, older: string): Promise<boolean>;
  /** Paths of what differs between two commits; null when one of them is not there, or there are more than 100,000. */
  changed(tool: ToolName, from: CommitHash, to: CommitHash): Promise<readonly string[] | null>;
  /** What a ref points to, a commit or an annotated tag; null when there is none. */
  ref(tool: ToolName, ref: string): Promise<string | null>;
  /** The commit that a tag or a commit stands for; null when it is of something else. */
  commitOf(tool: ToolName, object: string): Promise<CommitHash | null>;
  /** How many commits of `newer` are not in the history of `older`; at most 10,000 are counted. */
  ahead(tool: ToolName, newer: CommitHash, older: CommitHash): Promise<number>;
  /** Files of a commit, or of what a tag points to; stops soon after `atMost` of them. Null when it has no tree or takes over 30 s to list. */
  entries(tool: ToolName, hash: string, atMost: number): Promise<readonly SourceEntry[] | null>;
  /** Packs what has become loose, when there is enough of it. */
  tidy(tool: ToolName): Promise<void>;
  /** Paths of a commit's git submodules: it has their names, not their files. */
  submodules(tool: ToolName, hash: CommitHash): Promise<readonly string[]>;
  /** Paths of all files of a commit. */
  files(tool: ToolName, hash: CommitHash): Promise<readonly string[]>;
  /** Text of a file, at most 256 KiB; null when missing, too large or not a regular file. */
  file(tool: ToolName, hash: CommitHash, path: string): Promise<string | null>;
  /**
   * Writes a folder of a commit (without one: all of it), but not the files of `leftOut`, which are named from there, into
   * an existing empty directory. No hook, filter or submodule runs.
   */
  checkout(
    tool: ToolName,
    hash: CommitHash,
    directory: string,
    part?: { readonly folder?: string; readonly leftOut?: readonly string[] },
  ): Promise<void>;
}

/** What brings one tool's work into another's repository. */
export interface BranchCopies {
  /** Copies all branches and tags of one repository into another, below `refs/heads/<below>` and `refs/tags/<below>`. May be repeated. */
  copyBranches(from: ToolName, to: ToolName, below: string): Promise<void>;
}
