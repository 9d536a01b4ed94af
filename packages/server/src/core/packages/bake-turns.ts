import type { Clock } from "../ports/clock.ts";
import type { BakeTurns, PackageStore } from "../ports/package-store.ts";

export interface BakeTurnsDependencies {
  readonly store: Pick<PackageStore, "claimBake" | "endBake" | "putSet" | "renewSet" | "useSet">;
  readonly clock: Clock;
  /** Ends early, without an error, by the signal. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Name of this server in leases; unique over restarts. */
  readonly holder: string;
  readonly stop: AbortSignal;
  readonly onProblem: (what: string, error: unknown) => void;
}

const leaseMs = 30_000;
const renewMs = 10_000;
const lookMs = 500;

/** Turns by a lease in the store: whoever dies in a bake keeps the others waiting only until its lease has ended. */
export function bakeTurns(deps: BakeTurnsDependencies): BakeTurns {
  const { store, clock, holder, stop } = deps;
  const claim = (key: string): Promise<boolean> => {
    const now = clock.now();
    return store.claimBake(key, holder, now, new Date(Date.parse(now) + leaseMs).toISOString());
  };
  // A holder may claim again what it holds, so one server's own turns are taken here.
  const own = new Map<string, Promise<unknown>>();
  async function takeTurn(key: string, onWait: () => void): Promise<void> {
    for (let said = false; !(await claim(key)); said = true) {
      if (!said) onWait();
      await deps.pause(lookMs, stop);
      stop.throwIfAborted();
    }
  }
  async function underLease<T>(key: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
    await takeTurn(key, onWait);
    const done = new AbortController();
    const renewing = (async () => {
      while (!done.signal.aborted) {
        await deps.pause(renewMs, done.signal);
        if (!done.signal.aborted) await claim(key).catch((error: unknown) => deps.onProblem("renewing the lease of a bake", error));
      }
    })();
    try {
      return await work();
    } finally {
      done.abort();
      await renewing;
      await store.endBake(key, holder);
    }
  }
  return {
    async alone({ name }, onWait, work) {
      const before = own.get(name);
      if (before !== undefined) onWait();
      const mine = (before ?? Promise.resolve()).then(
        () => underLease(name, onWait, work),
        () => underLease(name, onWait, work),
      );
      own.set(name, mine);
      try {
        return await mine;
      } finally {
        if (own.get(name) === mine) own.delete(name);
      }
    },
    baked: (set) => store.putSet(set, clock.now()),
    refreshed: async (set) => void (await store.renewSet(set)),
    used: (set) => store.useSet(set, clock.now()),
  };
}
