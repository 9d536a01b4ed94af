import type { DriftPolicy, ReleaseFile, ToolName } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { Control } from "../ports/control.ts";
import type { Logs } from "../ports/logs.ts";
import type { Router } from "../ports/router.ts";
import type { Prober, Runtime, StartRequest } from "../ports/runtime.ts";
import type { ReleaseStore } from "../ports/store.ts";

export interface ReconcileOptions {
  /** How long a new process may take until it is healthy. */
  readonly deploySeconds: number;
  /** How long requests under way may take when their process is replaced. */
  readonly drainSeconds: number;
  /** Tools whose processes are started at the same time. */
  readonly parallel: number;
  /** How long a deployment that our side cannot do is tried again, before it has failed by our fault. */
  readonly patienceSeconds: number;
  /** Seconds between two full passes. */
  readonly fullPassSeconds?: number;
  /** What is done about what somebody did by hand. */
  readonly drift?: DriftPolicy;
}

export interface ReconcileDependencies {
  readonly control: Control;
  readonly runtime: Runtime;
  readonly router: Router;
  readonly prober: Prober;
  readonly store: ReleaseStore;
  readonly logs: Logs;
  readonly clock: Clock;
  /** Environment and secret files of a release's processes, opened only when one is started. */
  readonly environment: (file: ReleaseFile) => Promise<Pick<StartRequest, "env" | "files">>;
  /**
   * Gives a release that somebody else committed its row in the store; answers why it cannot run so, or null.
   * Without it, such releases run without a row.
   */
  readonly adopt?: (file: ReleaseFile, control: string) => Promise<string | null>;
  /** Why a release may not run, as its image is not signed; null when it may. Without it, all may. */
  readonly unsigned?: (file: ReleaseFile) => Promise<string | null>;
  /** The host name of a tool, without port. */
  readonly host: (tool: ToolName) => string;
  /** Told of a deployment just before it is live; told again when it was cut off then. */
  readonly goesLive?: (file: ReleaseFile) => Promise<void>;
  /** What to do about what a failed process printed, whose image these buildpacks built. */
  readonly explain: (lines: readonly string[], buildpacks: readonly string[]) => readonly string[];
  readonly options: ReconcileOptions;
  /** Told of what went wrong on our side. It is tried again. */
  readonly onProblem: (problem: { readonly tool: ToolName | null; readonly error: unknown }) => void;
}

/** The reconciler's last word on a tool. */
export interface Condition {
  readonly state: "done" | "waiting" | "failed" | "stalled";
  readonly reason: string;
}
