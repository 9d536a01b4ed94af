import { Moment, SluiceError, type TimeToLive } from "@sluice/contract";

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

export interface PreviewTimes {
  /** Hours that a preview lives when nobody says how long. */
  readonly hours: number;
  readonly mostHours: number;
}

/** When a preview ends that lives so long from a moment on; throws invalid-request when that is too long. */
export function endOf(from: Moment, times: PreviewTimes, ttl: TimeToLive | null): Moment {
  const wished = ttl === null ? times.hours * 3600 : Number(ttl.slice(0, -1)) * (seconds[ttl.slice(-1)] ?? 1);
  if (wished > times.mostHours * 3600) {
    throw new SluiceError("invalid-request", `A preview lives at most ${times.mostHours} hours; ${ttl} is longer.`, { path: "body.ttl" });
  }
  return Moment.parse(new Date(Date.parse(from) + wished * 1000).toISOString());
}
