import type { BuildId, CommitHash, CommitStatus, Fault, Moment, PreviewName, Statuses, StatusState, ToolName } from "@sluice/contract";
import type { SealedText } from "./settings-store.ts";

/** That a tool's forge is told what becomes of commits, with the sealed token for it. */
export interface StatusesRow extends Statuses, SealedText {
  readonly tool: ToolName;
  /** The repository that the token was given for: it goes to no other. */
  readonly url: string;
}

/** Names what is told: of one commit, for the tool or for a preview of it. */
export interface StatusKey {
  readonly tool: ToolName;
  readonly commit: CommitHash;
  /** Null: of the tool itself. */
  readonly preview: PreviewName | null;
}

/** What became of a commit: a build, or why there is none. */
export type Told = { readonly build: BuildId } | { readonly refusal: string };

/** A commit whose forge does not know yet what became of it. */
export interface DueStatus extends StatusKey {
  readonly build: BuildId | null;
  /** As it is now. */
  readonly state: StatusState;
  readonly fault: Fault | null;
  readonly reason: string | null;
  /** How often this was tried: more than 0, then it may have been told by a server that did not live to write it down. */
  readonly tries: number;
  /** Changes with each write: who writes names the one that was read. */
  readonly next: Moment;
}

/** What forges are to be told of commits: one row for each, which says what was told last; what is so is read from the builds. */
export interface StatusStore {
  /** Instead of what was there; what could not be told before is due again. */
  putStatuses(row: Omit<StatusesRow, "told" | "problem" | "lacks">): Promise<void>;
  statuses(tool: ToolName): Promise<StatusesRow | null>;
  /** With all rows of its commits; false when there is none. */
  removeStatuses(tool: ToolName): Promise<boolean>;
  /** Has it told from now on what becomes of a commit; nothing for a tool whose forge is not told. */
  watchStatus(key: StatusKey, told: Told, at: string): Promise<void>;
  /** Where what is so differs from what was told, and a try is due; longest due first. */
  dueStatuses(now: Moment, atMost: number): Promise<readonly DueStatus[]>;
  /** Counts a try before it is made and puts the next one off to `until`; false when another write was quicker. */
  tryStatus(due: DueStatus, until: string): Promise<boolean>;
  /** The same without a try: its host is left alone. */
  putOffStatus(due: DueStatus, until: string): Promise<void>;
  /** After a try: what was told, or why not. Nothing when the commit got another build meanwhile. */
  noteStatus(
    due: DueStatus,
    outcome: { readonly told: StatusState; readonly lacks?: string } | { readonly problem: string; readonly next: string },
    at: string,
  ): Promise<void>;
  /** Newest first. */
  commitStatuses(tool: ToolName, atMost: number): Promise<readonly (CommitStatus & Pick<StatusKey, "preview">)[]>;
  /** Forgets commits of which nothing was written since. */
  forgetStatuses(before: Moment): Promise<void>;
}
