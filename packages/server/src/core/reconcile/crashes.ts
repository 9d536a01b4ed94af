/** Waits between restarts of a process that keeps ending, in ms: at once, then slower and slower. */
const pauses = [0, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000, 120_000] as const;
/** A process that ran this long has recovered. */
const recoveredMs = 60_000;

export interface Crash {
  readonly count: number;
  /** Monotonic time before which it is not started again. */
  readonly notBefore: number;
  readonly reason: string;
}

export function nextCrash(before: Crash | undefined, now: number, startedAt: number | undefined, reason: string): Crash {
  const recovered = before === undefined || (startedAt !== undefined && now - startedAt >= recoveredMs);
  const count = recovered ? 1 : before.count + 1;
  const pause = pauses[Math.min(count, pauses.length) - 1] ?? 0;
  return { count, notBefore: now + pause, reason };
}
