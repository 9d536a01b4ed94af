import type { Moment, Rebase, RebaseId, RebaseTool, ToolName, UserName } from "@sluice/contract";

export interface NewRebase {
  readonly by: UserName;
  readonly wave: number;
  readonly failures: number;
  readonly created: Moment;
  readonly tools: readonly ToolName[];
}

export interface RebaseStore {
  /** Null while another is running: one goes on at a time. */
  addRebase(rebase: NewRebase): Promise<Rebase | null>;
  rebase(id: RebaseId): Promise<Rebase | null>;
  /** Newest first. */
  rebases(limit: number): Promise<readonly Rebase[]>;
  rebaseTools(id: RebaseId): Promise<readonly RebaseTool[]>;
  setRebaseTool(id: RebaseId, tool: ToolName, change: Partial<Omit<RebaseTool, "tool">>): Promise<void>;
  /** The running one, when nobody else holds its lease; a holder may claim again what it holds, which renews the lease. */
  claimRebase(holder: string, now: string, until: string): Promise<Rebase | null>;
  /** Ends all leases of holders that are known to be dead. */
  releaseRebases(except: string): Promise<void>;
  /** False when it has ended already. */
  endRebase(
    id: RebaseId,
    end: { readonly state: Exclude<Rebase["state"], "running">; readonly reason: string; readonly ended: string },
  ): Promise<boolean>;
}
