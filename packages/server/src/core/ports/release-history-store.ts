import type { Moment, Release, ReleaseNumber, ToolName } from "@sluice/contract";

/** What was, in the order in which it was. */
export interface ReleaseHistoryStore {
  /** The release that went live last, other than the given one. */
  liveBefore(tool: ToolName, present: ReleaseNumber): Promise<Release | null>;
  /** Releases made without a build before a moment that are still `pending`, oldest first; at most 1,000. */
  pendingReleases(before: Moment): Promise<readonly Release[]>;
}
