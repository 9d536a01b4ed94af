import type { CommitHash, Digest, Moment, Scan, ScannedTool, Severity, ToolName } from "@sluice/contract";
import type { PageOf } from "./store.ts";

/** A live image that is to be scanned. */
export interface DueScan {
  readonly tool: ToolName;
  readonly image: Digest;
  readonly commit: CommitHash;
}

/** What a scanner said of an image; nothing in it is accepted, and its counts are of all findings. */
export type KeptScan = Omit<Scan, "accepted">;

/** What scanners have said of images; it goes with its tool. */
export interface ScanStore {
  scan(tool: ToolName, image: Digest): Promise<KeptScan | null>;
  /** In place of the one before of the same image. */
  putScan(scan: KeptScan): Promise<void>;
  /**
   * Live images that were never scanned, or last before then; those whose last scan failed, when that was before `again`. The
   * one that waits longest comes first.
   */
  dueScans(before: Moment, again: Moment, limit: number): Promise<readonly DueScan[]>;
  /** Of live images, by the tool's name, without what is accepted then; `before` pages on: names after it. */
  liveScans(page: PageOf, at: Moment): Promise<readonly ScannedTool[]>;
  /** How many findings the live images of all tools have, without what is accepted then. */
  vulnerabilityCounts(at: Moment): Promise<ReadonlyMap<Severity, number>>;
  /** Forgets those of images that are not live and were scanned before then. */
  forgetScans(before: Moment): Promise<void>;
}
