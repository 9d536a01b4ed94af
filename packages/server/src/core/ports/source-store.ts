import type { BuildId, CommitHash, Moment, Source, ToolName, UserName } from "@sluice/contract";

export interface SourceRow extends Source {
  /** Looks in a row that could not read it. */
  readonly failures: number;
  /** When another commit was found last; null: never since it was set. */
  readonly changed: string | null;
  /** How often a webhook said that there is something: a look that began before does not say when the next one is. */
  readonly wakes: number;
}

/** What a look found. `commit` and `build` stay as they were when they are not given. */
export interface NotedLook {
  readonly at: string;
  readonly found?: { readonly commit: CommitHash; readonly build: BuildId | null };
  readonly problem: string | null;
  readonly failures: number;
  readonly next: string;
}

/** The repositories elsewhere that tools are built from, at most one each. */
export interface SourceStore {
  /** Sets it, due at once; what was found at another one before is forgotten. */
  putSource(
    source: { readonly tool: ToolName; readonly url: string; readonly branch: string; readonly by: UserName },
    at: string,
  ): Promise<void>;
  source(tool: ToolName): Promise<SourceRow | null>;
  /** False when it has none. */
  removeSource(tool: ToolName): Promise<boolean>;
  /** Those whose look is due, longest due first. */
  dueSources(now: Moment, atMost: number): Promise<readonly SourceRow[]>;
  /** Looks later, when nothing else has said when since the row was read. */
  putOffLook(of: SourceRow, next: string): Promise<void>;
  /** False when it was set to something else meanwhile, or removed: nothing is written then. */
  noteLook(of: SourceRow, look: NotedLook): Promise<boolean>;
}
