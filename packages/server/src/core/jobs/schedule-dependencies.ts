import type { ReleaseFile, ToolName } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { Control } from "../ports/control.ts";
import type { JobStore, RunStore } from "../ports/run-store.ts";

export interface ScheduleDependencies {
  readonly store: JobStore & Pick<RunStore, "addScheduled" | "addMissed">;
  readonly control: Pick<Control, "head" | "read" | "readAll" | "changed">;
  readonly clock: Pick<Clock, "now">;
  /** What the live release of a tool says. */
  readonly live: (tool: ToolName) => Promise<ReleaseFile | null>;
  /** How late a run may be begun; later ones are missed. */
  readonly graceMs: number;
  /** Runs were queued. */
  readonly onQueued: () => void;
  readonly onProblem: (what: string, error: unknown) => void;
}
