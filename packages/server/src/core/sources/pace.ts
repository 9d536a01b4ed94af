import type { CommitHash } from "@sluice/contract";
import type { SourceRow } from "../ports/source-store.ts";

export interface Pace {
  /** Seconds between two looks at what changed just now, and at what has been quiet for long. */
  readonly least: number;
  readonly most: number;
}

/** What was quiet for so many intervals is looked at after one more: 60 s while it changed within 20 min. */
const quietIntervals = 20;
/** The longest wait after failures, in seconds, when that is more than `most`. */
const awayMost = 7200;

/**
 * Seconds until the next look, between 0.8 and 1.2 of what the rule says, so that sources set together drift apart.
 * After `failures` in a row it doubles each time. `fraction`: random, 0 to 1.
 */
export function secondsToNextLook(pace: Pace, quietSeconds: number, failures: number, fraction: number): number {
  const most = Math.max(pace.least, pace.most);
  const quiet = Math.min(most, Math.max(pace.least, quietSeconds / quietIntervals));
  const wait = failures === 0 ? quiet : Math.max(quiet, Math.min(Math.max(most, awayMost), pace.least * 2 ** Math.min(failures, 20)));
  return wait * (0.8 + 0.4 * fraction);
}

/** The moment of the next look at a source, after one at `now` that found a commit, or none. */
export function nextLook(
  pace: Pace,
  now: string,
  { set, changed, commit }: Pick<SourceRow, "set" | "changed" | "commit">,
  failures: number,
  found: CommitHash | null,
  fraction: number,
): string {
  const isNew = found !== null && found !== commit;
  const quiet = isNew ? 0 : (Date.parse(now) - Date.parse(changed ?? set)) / 1000;
  return after(now, secondsToNextLook(pace, Math.max(0, quiet), failures, fraction));
}

export function after(now: string, seconds: number): string {
  return new Date(Date.parse(now) + Math.round(seconds * 1000)).toISOString();
}
