import { usage } from "./failure.ts";

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `10m`, `2h`, `3d` ago, or a date with or without a time in the reader's zone: as ISO 8601. */
export function moment(text: string, option: string, now: () => number = Date.now): string {
  const ago = /^(\d{1,6})([smhd])$/.exec(text);
  if (ago !== null) return new Date(now() - Number(ago[1]) * unitMs[ago[2] as keyof typeof unitMs]).toISOString();
  const at = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?$/.test(text) ? parsed(text) : Number.NaN;
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  throw usage(`--${option} is "${text}".`, "Give how long ago, like 10m, 2h or 3d, or a moment like 2026-03-01T14:30.");
}

/** A date alone is the start of that day in the reader's zone, and not in UTC. */
function parsed(text: string): number {
  return Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(" ", "T"));
}
