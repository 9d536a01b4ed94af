import type { CommitHash, ToolName } from "@sluice/contract";

/** A pull request that has, or had, a preview. */
export interface ReviewRow {
  readonly tool: ToolName;
  /** As the forge counts them. */
  readonly number: number;
  /** What was built of it last, or refused. */
  readonly commit: CommitHash;
}

/** The pull requests of which a preview was made, until they are closed. */
export interface ReviewStore {
  /** Of one tool, by number. */
  reviews(tool: ToolName): Promise<readonly ReviewRow[]>;
  putReview(row: ReviewRow): Promise<void>;
  removeReview(tool: ToolName, number: number): Promise<void>;
  /** Why not all of a source's pull requests have their previews; null: they have. */
  notePreviews(tool: ToolName, problem: string | null): Promise<void>;
}
