import type { Embargo, Moment, ToolName, UserName } from "@sluice/contract";
import type { ToolRow } from "./store.ts";

/** Which embargoes are asked for. */
export interface EmbargoFilter {
  /** Those that this user may see; null: all. */
  readonly user: UserName | null;
  readonly of?: ToolName | undefined;
}

/**
 * Embargoes, each a tool of its own. While it is secret its own members alone have a role in it; from its disclosure on
 * the members of the tool that it is of have theirs there in it too.
 */
export interface EmbargoStore {
  /** Makes the tool, its members (all maintainers) and what it is of, in one transaction; false when the name is taken. */
  openEmbargo(tool: ToolRow, embargo: Pick<Embargo, "of" | "title">, members: readonly UserName[]): Promise<boolean>;
  embargo(tool: ToolName): Promise<Embargo | null>;
  /** Newest first, at most 500. */
  embargoes(filter: EmbargoFilter): Promise<readonly Embargo[]>;
  /** The moment from which it is no secret any more; false when it was disclosed before. */
  disclose(tool: ToolName, disclosed: { readonly by: UserName; readonly at: Moment }): Promise<boolean>;
  /** Disclosed ones whose branches have not been copied yet: a server was killed between. */
  unfinishedDisclosures(): Promise<readonly Embargo[]>;
  /** The branches were copied below this one. */
  setDisclosedBranches(tool: ToolName, branches: string): Promise<void>;
}
