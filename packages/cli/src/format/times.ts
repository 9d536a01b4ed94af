const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A length of time as a person says it: `12 min`, `3 h`, `5 days`. */
export function span(ms: number): string {
  const length = Math.max(0, ms);
  if (length < 10_000) return `${(length / 1000).toFixed(1)} s`;
  if (length < minute) return `${Math.floor(length / 1000)} s`;
  if (length < hour) return `${Math.floor(length / minute)} min`;
  if (length < 2 * day) return `${Math.floor(length / hour)} h`;
  return `${Math.floor(length / day)} days`;
}

/** `12 min ago`, `in 9 h`, `just now`. */
export function relative(moment: string, now: Date): string {
  const past = now.getTime() - Date.parse(moment);
  if (Math.abs(past) < 10_000) return "just now";
  return past > 0 ? `${span(past)} ago` : `in ${span(-past)}`;
}

/** The moment in the reader's zone, `2026-11-21 14:33`. */
export function local(moment: string): string {
  const at = new Date(moment);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Both: `2026-11-21 14:33 (12 min ago)`. */
export function localAndRelative(moment: string, now: Date): string {
  return `${local(moment)} (${relative(moment, now)})`;
}

/** The time of day in the reader's zone, `14:33:07`: for log lines. */
export function timeOfDay(moment: string): string {
  const at = new Date(moment);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
