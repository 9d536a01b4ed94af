/** Wakes who waits. A ring between two waits is not lost. */
export interface Bell {
  ring(): void;
  /** How often it has rung. */
  count(): number;
  /** Until it has rung more than `heard` times, the time is over or the signal comes; never rejects. */
  wait(heard: number, ms: number, signal: AbortSignal): Promise<void>;
}

export function createBell(): Bell {
  let rung = 0;
  const waiting = new Set<() => void>();
  return {
    ring() {
      rung += 1;
      for (const wake of waiting) wake();
    },
    count: () => rung,
    wait: (heard, ms, signal) =>
      new Promise((resolve) => {
        if (rung > heard || signal.aborted) return resolve();
        const end = (): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", end);
          waiting.delete(end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        signal.addEventListener("abort", end);
        waiting.add(end);
      }),
  };
}
