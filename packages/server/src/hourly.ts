import type { Clock } from "./core/ports/clock.ts";

/** Does it at the first call, and then at most once an hour, however often it is called. */
export function hourly(clock: Pick<Clock, "monotonic">, work: () => Promise<void>): () => Promise<void> {
  let next = 0;
  return async () => {
    if (clock.monotonic() < next) return;
    next = clock.monotonic() + 3_600_000;
    await work();
  };
}
