import type { Moment } from "@sluice/contract";
import type { Schedule } from "./next.ts";

/** What is to be done about the moments of a schedule that have come. */
export interface Due {
  /** The newest one, when it is not too late for it. */
  readonly run: Moment | null;
  /** Those that nobody ran, oldest first; the newest ones only. */
  readonly missed: readonly Moment[];
  /** There were more that are not named. */
  readonly more: boolean;
}

/** So many are written down singly; after weeks without a server the rest is only said. */
const mostMissed = 20;
const firstWindow = 2 * 3600_000;

/** The moments after `handled` up to `now`: the newest is run when it is at most `graceMs` late, all others were missed. */
export function dueMoments(schedule: Schedule, handled: string, now: string, graceMs: number): Due {
  const { moments, whole } = newest(schedule, handled, now);
  const last = moments.at(-1);
  const run = last !== undefined && Date.parse(now) - Date.parse(last) <= graceMs ? last : null;
  const missed = run === null ? moments : moments.slice(0, -1);
  return { run, missed: missed.slice(-mostMissed), more: !whole || missed.length > mostMissed };
}

/** The newest moments between two, found in windows that grow backwards, so that a year costs no more than a day. */
function newest(schedule: Schedule, handled: string, now: string): { readonly moments: readonly Moment[]; readonly whole: boolean } {
  for (let window = firstWindow; ; window *= 8) {
    const start = Math.max(Date.parse(handled), Date.parse(now) - window);
    const whole = start === Date.parse(handled);
    const moments: Moment[] = [];
    for (let at = schedule.next(new Date(start).toISOString()); at !== null && at <= now; at = schedule.next(at)) moments.push(at);
    if (whole || moments.length > mostMissed + 1) return { moments, whole };
  }
}
