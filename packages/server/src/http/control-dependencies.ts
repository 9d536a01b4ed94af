import type { ComponentStatus, ControlStatus } from "@sluice/contract";
import type { KeptLogs } from "../core/ports/kept-logs.ts";
import type { ControlGitOptions } from "./git/control-routes.ts";

/** What the routes of the control repository work with. */
export interface ControlDependencies {
  readonly git: ControlGitOptions;
  readonly status: () => Promise<ControlStatus>;
  /** Fetches from the remote; throws `wrong-state` without one. */
  readonly fetch: () => Promise<void>;
  readonly components: () => Promise<readonly ComponentStatus[]>;
  /** What components print. */
  readonly kept: Pick<KeptLogs, "read" | "lastStamp">;
}
