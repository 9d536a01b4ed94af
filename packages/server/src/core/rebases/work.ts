import type { Rebase } from "@sluice/contract";
import { startLeaseWorker, type Worker } from "../leases/lease-worker.ts";
import { type CarryDependencies, carryRebase } from "./carry-rebase.ts";

/** Carries the rebase that goes on, one at a time, until stopped; another server goes on with it then. */
export function startRebases(deps: CarryDependencies, holder: string, onProblem: (what: string, error: unknown) => void): Worker {
  const leaseMs = 15_000;
  const claim = (): Promise<Rebase | null> => {
    const now = deps.clock.now();
    return deps.rebases.claimRebase(holder, now, new Date(Date.parse(now) + leaseMs).toISOString());
  };
  return startLeaseWorker<Rebase>(
    {
      claim: async (carried) => (carried.length > 0 ? null : claim()),
      renew: async ({ id }) => ((await claim())?.id === id ? null : new Error("the rebase is carried by another server")),
      carry: (rebase, signal) => carryRebase(deps, rebase, signal),
      letGo: () => new Error("the server stops"),
      name: ({ id }) => `rebase ${id}`,
    },
    { leaseMs, idleMs: 5000, onProblem },
  );
}
