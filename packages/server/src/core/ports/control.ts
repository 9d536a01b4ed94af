import type { ReleaseFile, ToolName } from "@sluice/contract";

export interface ControlCommit {
  readonly author: { readonly name: string; readonly email: string };
  readonly subject: string;
  readonly body: string;
  /** Trailers, `Sluice-Build: 57`. */
  readonly trailers: Readonly<Record<string, string>>;
}

/** A file that does not parse is reported, not thrown: the other tools still deploy. */
export type ControlEntry =
  | { readonly kind: "release"; readonly tool: ToolName; readonly file: ReleaseFile }
  | { readonly kind: "broken"; readonly tool: ToolName; readonly problem: string };

/** The deployment control repository: the only source of truth for what runs. */
export interface Control {
  /** The branch's commit, null while empty; with a tool, the commit of the repository that has this tool's file. */
  head(tool?: ToolName): Promise<string | null>;
  /** What one tool should run at a commit (default: head); null when it should run nothing. */
  read(tool: ToolName, at?: string): Promise<ControlEntry | null>;
  readAll(at: string): Promise<readonly ControlEntry[]>;
  /** Tools whose files differ between two commits; `from` null means all. */
  changed(from: string | null, to: string): Promise<readonly ToolName[]>;
  /**
   * Commits one tool's file (null removes it) on top of head and returns the new commit. Retries on a moved head.
   * With `over` it commits only when head's file still is that one, and throws `wrong-state` otherwise.
   */
  commit(tool: ToolName, file: ReleaseFile | null, message: ControlCommit, over?: ReleaseFile | null): Promise<string>;
  /** Calls back when head moved, by whomever. */
  watch(onMove: (head: string) => void, signal: AbortSignal): Promise<void>;
}
