import { SluiceError } from "@sluice/contract";
import type { Clock } from "../../ports/clock.ts";

/** Refuses what comes more than `most` times in a minute under one name; so many names are remembered. */
export function perMinute(clock: Pick<Clock, "monotonic">, most: number, names = 20_000): (name: string) => void {
  const seen = new Map<string, { begun: number; count: number }>();
  return (name) => {
    const now = clock.monotonic();
    const known = seen.get(name);
    const minute = known !== undefined && now - known.begun < 60_000 ? known : { begun: now, count: 0 };
    const seconds = Math.max(1, Math.ceil((minute.begun + 60_000 - now) / 1000));
    if (minute.count >= most)
      throw new SluiceError("too-many", `More than ${most} in a minute: try again in ${seconds} s.`, { retryAfter: seconds });
    seen.delete(name);
    seen.set(name, { ...minute, count: minute.count + 1 });
    const [oldest] = seen.keys();
    if (seen.size > names && oldest !== undefined) seen.delete(oldest);
  };
}
