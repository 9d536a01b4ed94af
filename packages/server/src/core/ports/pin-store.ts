import type { Pin, ReleaseNumber, ToolName } from "@sluice/contract";

/** Releases whose image never goes until somebody lets go of them. */
export interface PinStore {
  /** Again by somebody else: the newer one counts. */
  pinRelease(tool: ToolName, release: ReleaseNumber, pin: Pin): Promise<void>;
  /** False when it was not pinned. */
  unpinRelease(tool: ToolName, release: ReleaseNumber): Promise<boolean>;
  /** Of one tool, by release. */
  pins(tool: ToolName): Promise<ReadonlyMap<ReleaseNumber, Pin>>;
}
