import type { StepTime } from "@sluice/contract";
import type { Clock } from "../../core/ports/clock.ts";

export interface StepTimes {
  measure<T>(step: string, work: () => Promise<T>): Promise<T>;
  add(step: string, ms: number): void;
  all(): readonly StepTime[];
}

/** Lengths of named steps, which may overlap. */
export function createStepTimes(clock: Clock): StepTimes {
  const steps: StepTime[] = [];
  const add = (step: string, ms: number): void => void steps.push({ step, ms: Math.round(ms) });
  return {
    async measure(step, work) {
      const start = clock.monotonic();
      try {
        return await work();
      } finally {
        add(step, clock.monotonic() - start);
      }
    },
    add,
    all: () => [...steps],
  };
}
