import type { ToolName } from "@sluice/contract";
import type { ReconcileDependencies } from "./dependencies.ts";
import type { KnownCopies } from "./known-copies.ts";
import type { Limit } from "./limit.ts";
import type { ReleaseStates } from "./release-states.ts";

/** What every part of a pass works with. */
export interface Context extends ReconcileDependencies {
  readonly states: ReleaseStates;
  readonly known: KnownCopies;
  readonly limit: Limit;
  /** Where the router sends a tool's requests: our last word to it. */
  readonly routed: Map<ToolName, readonly string[]>;
  /** Ends everything; nothing is undone then, the next start goes on. */
  readonly stopping: AbortSignal;
}
