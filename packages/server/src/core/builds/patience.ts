import { SluiceError } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { BuildLog } from "./build-log.ts";
import { LeaseLost } from "./builds-dependencies.ts";
import { whyOf } from "./why-of.ts";

const pausesMs = [1000, 2000, 4000, 8000, 15_000, 30_000, 60_000] as const;

/** How long to wait after so many failures in a row: slower and slower. */
export function pauseAfter(failures: number): number {
  return pausesMs[Math.min(Math.max(failures, 1), pausesMs.length) - 1] ?? 0;
}

/** What a pusher reads while a fault of ours lasts. */
export function oursText(why: string, pauseMs: number): string {
  return `This is ours, nothing is lost: ${why.replace(/\.$/, "")}. Trying again in ${Math.max(1, Math.round(pauseMs / 1000))} s.`;
}

/** The end of the patience with a fault of ours. */
export function gaveUpText(why: string, patienceMs: number): string {
  return `${why.replace(/\.$/, "")}; given up after ${Math.round(patienceMs / 1000)} s`;
}

export interface PatienceDependencies {
  readonly clock: Clock;
  readonly patienceMs: number;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What somebody wished or a defect of the request is not mended by waiting. */
function isOurs(error: unknown): boolean {
  if (error instanceof LeaseLost) return false;
  return !(error instanceof SluiceError) || error.code === "unavailable" || error.code === "internal";
}

/**
 * Does an idempotent piece of work, again and again while our side fails, until the patience is over. The log says so
 * as it happens. Throws the last error then, or at once what waiting cannot mend.
 */
export async function patiently<T>(
  deps: PatienceDependencies,
  log: BuildLog,
  step: string,
  cancel: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const begun = deps.clock.monotonic();
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      if (cancel.aborted || !isOurs(error) || deps.clock.monotonic() - begun >= deps.patienceMs) throw error;
      const pause = pauseAfter(failures);
      log.say(step, oursText(whyOf(error), pause));
      await deps.pause(pause, cancel);
      if (cancel.aborted) throw error;
    }
  }
}
