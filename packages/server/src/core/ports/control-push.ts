import type { ToolName } from "@sluice/contract";

/** A file that differs between two commits. */
export interface ChangedFile {
  readonly path: string;
  readonly kind: "file" | "link" | "submodule" | "removed";
  readonly bytes: number;
  /** What is in it now, when it is a `release.yaml` of at most 256 KiB; else null. */
  readonly data: Buffer | null;
}

/** Who changed a tool's file last, and when. */
export interface ControlChange {
  readonly commit: string;
  readonly author: string;
  readonly subject: string;
}

/** The control repository as it is pushed to by people. */
export interface ControlPushes {
  /** The branch's commit, null while empty. */
  head(): Promise<string | null>;
  /** The branch that says what runs: `refs/heads/main`. */
  readonly ref: string;
  /** Whether `older` is part of the history of `newer`. */
  contains(newer: string, older: string): Promise<boolean>;
  /** Files that differ; `from` null means all. Stops soon after `atMost` of them. */
  changes(from: string | null, to: string, atMost: number): Promise<readonly ChangedFile[]>;
  /** Moves the branch; false when it is no longer at `from`. */
  move(from: string | null, to: string): Promise<boolean>;
  /** The last change of a tool's file up to a commit; null when none did. */
  lastChange(tool: ToolName, at: string): Promise<ControlChange | null>;
}
