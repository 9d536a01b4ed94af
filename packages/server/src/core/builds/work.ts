import { SluiceError } from "@sluice/contract";
import type { BuildRow, Lease } from "../ports/store.ts";
import { startLeaseWorker, type Worker } from "../leases/lease-worker.ts";
import type { BuildLog } from "./build-log.ts";
import { logName, openBuildLog } from "./build-log.ts";
import type { BuildsDependencies, Ending } from "./builds-dependencies.ts";
import { LeaseLost } from "./builds-dependencies.ts";
import { targetOf } from "../previews/run-name.ts";
import { runBuild } from "./run-build.ts";
import { isDiskFull, whyOf } from "./why-of.ts";

export interface WorkOptions {
  /** Name of this server in leases; unique over restarts. */
  readonly holder: string;
  /** Builds at one time over the installation. */
  readonly concurrency: number;
  readonly leaseMs: number;
  /** How long an idle worker waits before it looks again, without a wake-up. */
  readonly idleMs: number;
  readonly onProblem: (what: string, error: unknown) => void;
}

/** Claims builds and runs them until stopped. */
export function startWorker(deps: BuildsDependencies, options: WorkOptions): Worker {
  const { holder, leaseMs, onProblem } = options;
  return startLeaseWorker<Lease>(
    {
      claim: (carried) =>
        deps.store.claim(
          holder,
          deps.clock.now(),
          leaseMs,
          options.concurrency,
          carried.map(({ build }) => build.id),
        ),
      async renew({ build }) {
        const { held, cancel } = await deps.store.renew(build.id, holder, deps.clock.now(), leaseMs);
        return held ? (cancel ? new Error("cancelled") : null) : new LeaseLost(build.id);
      },
      carry: (lease, signal) => carry(deps, options, lease, signal),
      letGo: ({ build }) => new LeaseLost(build.id),
      name: ({ build }) => `build ${build.id}`,
    },
    { leaseMs, idleMs: options.idleMs, onProblem },
  );
}

async function carry(deps: BuildsDependencies, options: WorkOptions, lease: Lease, signal: AbortSignal): Promise<void> {
  const { build, holder } = lease;
  const log = openBuildLog(deps.logs, deps.clock, build.id);
  try {
    const ending = await runBuild(deps, build, log, signal, async (part) => {
      if (!(await deps.store.progress(build.id, holder, part))) throw new LeaseLost(build.id);
    });
    if (signal.reason instanceof LeaseLost) return;
    await end(deps, build, holder, log, ending);
  } catch (error) {
    if (error instanceof LeaseLost || signal.reason instanceof LeaseLost) return;
    options.onProblem(`build ${build.id}`, error);
    await endBroken(deps, options, lease, log, error);
  }
}

/** A defect or an outage of ours: the pusher hears that it is ours; the details are in the server's log. */
async function endBroken(deps: BuildsDependencies, options: WorkOptions, lease: Lease, log: BuildLog, error: unknown): Promise<void> {
  const isKnown = isDiskFull(error) || (error instanceof SluiceError && error.code === "unavailable");
  const known = isKnown ? whyOf(error) : "the platform failed";
  const reason = `${known.replace(/\.$/, "")}. That is ours, not yours: push again, or tell an admin`;
  try {
    await deps.deploy.gaveUp(lease.build, known);
    await end(deps, lease.build, lease.holder, log, { kind: "failed", fault: "platform", reason, steps: [] });
  } catch (error) {
    // The lease runs out and the build is claimed again: nothing is lost.
    options.onProblem(`ending build ${lease.build.id}`, error);
  }
}

async function end(deps: BuildsDependencies, build: BuildRow, holder: string, log: BuildLog, ending: Ending): Promise<void> {
  if (ending.kind === "failed") {
    const whose = ending.fault === "code" ? "your code" : "the platform";
    log.say("", `Failed: ${ending.reason} (${whose})`);
    // one that was released has said so itself
    const live = ending.made?.release === undefined || ending.made.release === null ? await deps.store.liveRelease(targetOf(build)) : null;
    if (live !== null) log.say("", `v${live.number} keeps serving.`);
    log.say("", `Whole log: sluice builds log ${build.id} -t ${build.tool}`);
  }
  if (ending.kind === "cancelled") log.say("", "Cancelled.");
  await log.flushed();
  const made = ending.kind === "succeeded" ? ending : ending.made;
  await deps.store.finish(
    build.id,
    holder,
    {
      state: ending.kind,
      fault: ending.kind === "failed" ? ending.fault : null,
      reason: ending.kind === "failed" ? ending.reason : null,
      image: made?.image ?? null,
      release: made?.release ?? null,
      steps: ending.steps,
    },
    deps.clock.now(),
  );
  await deps.logs.complete(logName(build.id));
  if (made !== undefined) deps.built?.(build, made.image);
}
