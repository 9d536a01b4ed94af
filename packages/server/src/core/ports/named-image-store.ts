import type { Digest, Release, ToolName } from "@sluice/contract";

/** An image that something speaks of. */
export interface ImageName {
  readonly digest: Digest;
  /** Null: of the platform itself. */
  readonly tool: ToolName | null;
  /** A sentence's end, for a person: `v12 of foo is live`. */
  readonly why: string;
  /** Named for going back alone: nothing runs it. */
  readonly isSpare: boolean;
}

/** A build that ended, and may go with its log. */
export interface OldBuild {
  readonly id: number;
  readonly tool: ToolName;
  readonly ended: string;
}

export interface NamedImageStore {
  /**
   * Over all tools: images of releases that are live or on their way, of the newest `kept` different ones that were
   * ever live, of pinned ones, of builds that run or that the next build starts from, of runs that are open, and of
   * what is kept back while a tool is paused.
   */
  namedImages(kept: number): Promise<readonly ImageName[]>;
  /** The newest `kept` different images of a tool that were ever live, each by its newest release, newest first. */
  keptReleases(tool: ToolName, kept: number): Promise<readonly Release[]>;
  /** Ended builds, older than `before` and not among the newest `keep` of their tool, that no next build starts from; oldest first. */
  oldBuilds(rule: { readonly before: string; readonly keep: number; readonly limit: number }): Promise<readonly OldBuild[]>;
  removeBuilds(ids: readonly number[]): Promise<void>;
  /** Which of them are there. */
  knownBuilds(ids: readonly number[]): Promise<ReadonlySet<number>>;
  knownRuns(ids: readonly number[]): Promise<ReadonlySet<number>>;
  /** Of all tools, when their last build was queued; null when none was. */
  lastBuilds(): Promise<ReadonlyMap<ToolName, string | null>>;
  /** Tools that have a build queued or running. */
  busyTools(): Promise<ReadonlySet<ToolName>>;
}
