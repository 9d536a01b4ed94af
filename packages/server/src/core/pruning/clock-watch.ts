import type { Clock } from "../ports/clock.ts";

/** What a clock may run ahead between two looks and still be right: it is being slewed, or a look came late. */
const toleranceMs = 60_000;

/**
 * Notices steps of a clock that somebody set: each call gives by how many milliseconds since the one before, 0 when it
 * only went on. To be called again and again.
 */
export function clockSteps(clock: Clock): () => number {
  const offset = (): number => Date.parse(clock.now()) - clock.monotonic();
  let known = offset();
  return () => {
    const now = offset();
    const by = now - known;
    known = now;
    return Math.abs(by) > toleranceMs ? by : 0;
  };
}

/** Notices a clock that was set forward: everything then looks older than it is. */
export interface ClockWatch {
  /** To be called again and again. How far ahead the clock was set within the last `holdMs`; 0 when it was not, or was set back since. */
  look(holdMs: number): number;
}

export function clockWatch(clock: Clock): ClockWatch {
  const step = clockSteps(clock);
  let jumped: { readonly at: number; readonly by: number } | null = null;
  return {
    look(holdMs) {
      const by = step();
      if (by > 0) jumped = { at: clock.monotonic(), by: by + (jumped?.by ?? 0) };
      else if (by < 0) jumped = jumped !== null && jumped.by + by > toleranceMs ? { ...jumped, by: jumped.by + by } : null;
      if (jumped !== null && clock.monotonic() - jumped.at >= holdMs) jumped = null;
      return jumped?.by ?? 0;
    },
  };
}
