import { setTimeout as sleep } from "node:timers/promises";

const lookEveryMs = 3000;

/**
 * Waits for a container's end. The engine's own answer comes first; where the engine died or was started anew meanwhile,
 * that answer never comes, so the container is looked at now and then. `isRunning` rejects when the engine is away.
 */
export async function untilEnded(wait: Promise<unknown>, isRunning: () => Promise<boolean>, lookMs = lookEveryMs): Promise<void> {
  const stop = new AbortController();
  const looks = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await sleep(lookMs, undefined, { signal: stop.signal }).catch(() => undefined);
      if (stop.signal.aborted || !(await isRunning())) return;
    }
  };
  try {
    await Promise.race([wait, looks()]);
  } finally {
    stop.abort();
    // Whichever lost the race has nobody who waits for it.
    wait.catch(() => undefined);
  }
}
