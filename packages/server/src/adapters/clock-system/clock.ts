import { randomBytes } from "node:crypto";
import type { Clock, Random } from "../../core/ports/clock.ts";

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  monotonic: () => performance.now(),
};

/** The kernel's randomness. */
export const systemRandom: Random = {
  hex: (bytes) => randomBytes(bytes).toString("hex"),
};
