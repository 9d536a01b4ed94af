import type { CommitHash, ToolName } from "@sluice/contract";
import type { SourceAccess, Unread } from "./remote-sources.ts";

/** Where a commit comes from, for what its submodules are beside, and by what they are read. */
export interface SubmoduleOrigin {
  /** Of the repository that names them; null: it was pushed, and is nowhere else. */
  readonly url: string | null;
  /** What lets into another repository. */
  access(url: string): Promise<SourceAccess | null>;
}

export type Whole =
  | {
      readonly kind: "whole";
      /** A commit of no history with all files, in the tool's repository until the next one is made. */
      readonly commit: CommitHash;
      /** Where submodules were mounted, from the top. */
      readonly paths: readonly string[];
      /** Those whose places stay empty. */
      readonly left: readonly LeftSubmodule[];
    }
  | (Unread & { readonly path: string });

export interface LeftSubmodule {
  readonly path: string;
  readonly why: string;
}

/** What becomes of a commit with a submodule that cannot be had: nothing is made, or its place stays empty. */
export type MissingSubmodules = "refused" | "empty";

/** Git submodules: other repositories' commits, in places of a tree. */
export interface Submodules {
  /**
   * The commit with the files of its submodules, and of theirs, fetched from where .gitmodules says (gitmodules(5)). With
   * "empty" that is the commit itself when none can be had; a host that does not answer now is unread all the same, so
   * that what is built does not depend on the moment. Again, it is the same. Rejects when `signal` is aborted.
   */
  whole(tool: ToolName, commit: CommitHash, origin: SubmoduleOrigin, missing: MissingSubmodules, signal: AbortSignal): Promise<Whole>;
}
