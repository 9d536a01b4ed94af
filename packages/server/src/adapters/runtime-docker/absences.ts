/** Times at which the engine was away. What ended then was ended by it. */
export interface Absences {
  /** The engine's stream of events broke off. */
  began(): void;
  /** It answers again. */
  over(): void;
  /** Whether something that ended at this time (ISO 8601) was ended by an absence. */
  covers(finished: string): boolean;
}

/** The engine closes its API just before it stops what runs, and ends what it finds just before it answers again. */
const slackMs = 2000;
const kept = 10;

export function createAbsences(now: () => number = Date.now): Absences {
  const past: { from: number; to: number }[] = [];
  return {
    began() {
      if (past.at(-1)?.to === Infinity) return;
      past.push({ from: now(), to: Infinity });
      if (past.length > kept) past.shift();
    },
    over() {
      const last = past.at(-1);
      if (last !== undefined && last.to === Infinity) last.to = now();
    },
    covers(finished) {
      const at = Date.parse(finished);
      return past.some(({ from, to }) => at >= from - slackMs && at <= to + slackMs);
    },
  };
}
