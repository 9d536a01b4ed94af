import { startLeaseWorker, type LeaseTimes, type Worker } from "../leases/lease-worker.ts";
import type { RunLease } from "../ports/run-store.ts";
import { carryRun } from "./carry-run.ts";
import { RunCancelled, RunLost, type RunsDependencies } from "./runs-dependencies.ts";

/** Claims runs and carries them until stopped. `holder` names this server in leases, unique over restarts. */
export function startRuns(deps: RunsDependencies, holder: string, times: LeaseTimes): Worker {
  const { store, clock, limits } = deps;
  return startLeaseWorker<RunLease>(
    {
      claim: (carried) =>
        store.claimRun(
          holder,
          clock.now(),
          times.leaseMs,
          limits,
          carried.map(({ run }) => run.id),
        ),
      async renew({ run }) {
        const { held, cancel } = await store.renewRun(run.id, holder, clock.now(), times.leaseMs);
        if (!held) return new RunLost(run.id);
        return cancel === null ? null : new RunCancelled(cancel);
      },
      carry: (lease, signal) => carryRun(deps, lease, signal),
      letGo: ({ run }) => new RunLost(run.id),
      name: ({ run }) => `run ${run.id} of ${run.tool}`,
    },
    times,
  );
}
