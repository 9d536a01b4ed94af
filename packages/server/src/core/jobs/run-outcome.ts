import type { RunEnd as Ended } from "../ports/runtime.ts";
import type { RunEnd, RunRow } from "../ports/run-store.ts";

/** What an attempt came to, before anybody thinks of another one. */
export function outcomeOf(run: Pick<RunRow, "timeout" | "memory">, ended: Ended): RunEnd {
  const { exitCode } = ended;
  if (ended.timedOut)
    return { state: "timed-out", fault: "code", reason: `It took longer than ${lengthOf(run.timeout)} and was ended.`, exitCode };
  if (ended.outOfMemory)
    return { state: "failed", fault: "code", reason: `It used more than its ${run.memory} of memory and was ended.`, exitCode };
  if (exitCode === 0) return { state: "succeeded", fault: null, reason: null, exitCode };
  return { state: "failed", fault: "code", reason: `It ended with exit code ${exitCode}.`, exitCode };
}

/** What is said of one that vanished, or that our parts could not run. */
export function platformFailure(why: string): RunEnd {
  return { state: "failed", fault: "platform", reason: why, exitCode: null };
}

const platformTries = 3;
const firstPauseMs = 10_000;
const longestPauseMs = 600_000;

/** How long to wait before the next attempt; null when there is none. A one-off is not tried again by itself. */
export function retryPause(run: Pick<RunRow, "job" | "retries" | "failures" | "attempts">, end: RunEnd): number | null {
  if (run.job === null || (end.state !== "failed" && end.state !== "timed-out")) return null;
  const ours = Math.max(0, run.attempts - run.failures - 1);
  const again = end.fault === "platform" ? ours < platformTries : run.failures < run.retries;
  return again ? Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, run.attempts - 1)) : null;
}

function lengthOf(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}
