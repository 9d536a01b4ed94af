import type { Clock } from "../ports/clock.ts";

/** How long others wait at most for a piece of a long computation, about. */
const pieceMs = 10;

/** A long computation that stops wherever somebody else may have a turn. */
export type Stepwise<T> = Generator<void, T>;

/** Does it piece by piece, so that requests are answered in between. */
export async function inTurns<T>(work: Stepwise<T>, clock: Pick<Clock, "monotonic">): Promise<T> {
  for (;;) {
    const until = clock.monotonic() + pieceMs;
    do {
      const step = work.next();
      if (step.done === true) return step.value;
    } while (clock.monotonic() < until);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Does it in one go. */
export function atOnce<T>(work: Stepwise<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
