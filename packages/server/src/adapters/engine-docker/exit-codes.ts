import type { Fault } from "@sluice/contract";

export type ContainerPhase = "detect" | "restore" | "build";

export interface PhaseFailure {
  readonly fault: Fault;
  readonly reason: string;
}

/** Exit codes of the lifecycle's phases (platform/exit.go): whose fault each is. */
export function explainExit(phase: ContainerPhase | "start", code: number, expected: readonly string[]): PhaseFailure {
  if (code === 20 || code === 21) {
    const planned = expected.length === 0 ? "nothing" : expected.join(", ");
    return { fault: "code", reason: `no language was found in the build (planned: ${planned})` };
  }
  if (code === 51) return { fault: "code", reason: "a build step failed" };
  return { fault: "platform", reason: `the ${phase} phase ended with exit code ${code}` };
}

const pidsHints = /resource temporarily unavailable|can't start new thread|cannot fork|fork: retry/i;

/** Whether a line is what programs print when the pids limit is hit. */
export const hintsAtPids = (line: string): boolean => pidsHints.test(line);
