import type { Acceptance, FindingId, Moment, ToolName } from "@sluice/contract";
import type { PageOf } from "./store.ts";

/** Findings of the scanner that admins accept. Ids are compared whatever their case. */
export interface AcceptanceStore {
  /** Newest first, also those that have ended; `before` pages on: ids below it. */
  acceptances(page: PageOf): Promise<readonly Acceptance[]>;
  countAcceptances(): Promise<number>;
  /** Those of a tool and of all that have not ended then. */
  acceptancesOf(tool: ToolName, at: Moment): Promise<readonly Acceptance[]>;
  /** All of them or none, each in place of the one before of the same finding and tool. */
  accept(wanted: readonly Omit<Acceptance, "id">[]): Promise<readonly Acceptance[]>;
  /** False when it was not accepted there. */
  unaccept(finding: FindingId, tool: ToolName | null): Promise<boolean>;
  /** Forgets those that ended before then. */
  forgetAcceptances(before: Moment): Promise<void>;
}
