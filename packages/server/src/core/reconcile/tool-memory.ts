import type { ToolName } from "@sluice/contract";
import { createBell, type Bell } from "./bell.ts";
import type { Crash } from "./crashes.ts";
import type { Checked } from "./checks.ts";
import type { Condition } from "./dependencies.ts";
import type { Trouble } from "./trouble.ts";

/** What is remembered of one tool between passes. All of it may be lost: the next pass finds it again. */
export interface ToolMemory {
  readonly tool: ToolName;
  /** Rings when the runtime reports a change of the tool's instances. */
  readonly bell: Bell;
  readonly crashes: Map<string, Crash>;
  /** Monotonic time at which an instance was started by us. */
  readonly started: Map<string, number>;
  /** Instances that are being drained and stopped. */
  readonly leaving: Set<string>;
  /** What a process that ended said last. */
  readonly lastLines: Map<string, readonly string[]>;
  /** How the checks of each copy went. */
  readonly checked: Map<string, Checked>;
  condition: Condition | null;
  /** Ends the wait for the health of a release that is no longer wished. */
  interrupt: AbortController;
  /** The release whose port was found and written down: it is done once for each. */
  portFound: number | null;
  /** All was as wanted once, and has been watched since. */
  watched: boolean;
  running: boolean;
  again: boolean;
  /** Passes that failed in a row. */
  failures: number;
  /** What keeps a release of it from being deployed, while that is our fault. */
  trouble: Trouble | null;
  timer: NodeJS.Timeout | null;
}

export function newToolMemory(tool: ToolName): ToolMemory {
  return {
    tool,
    bell: createBell(),
    crashes: new Map(),
    started: new Map(),
    leaving: new Set(),
    lastLines: new Map(),
    checked: new Map(),
    condition: null,
    interrupt: new AbortController(),
    portFound: null,
    watched: false,
    running: false,
    again: false,
    failures: 0,
    trouble: null,
    timer: null,
  };
}
