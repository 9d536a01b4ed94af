import { SluiceError } from "@sluice/contract";
import type { BuildRow, Lease } from "../ports/store.ts";
import type { BuildLog } from "./build-log.ts";
import { logName, openBuildLog } from "./build-log.ts";
import type { BuildsDependencies, Ending } from "./builds-dependencies.ts";
import { LeaseLost } from "./builds-dependencies.ts";
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

export interface Worker {
  /** A build was queued or ended: look now. */
  wake(): void;
  /** Somebody cancelled a running build: ask the store now instead of at the next heartbeat. */
  checkCancel(): void;
  /** Stops claiming, lets go of running builds (another server goes on with them) and resolves when all are put down. */
  stop(): Promise<void>;
}

interface Running {
  readonly lease: Lease;
  readonly abort: AbortController;
}

/** Claims builds and runs them until stopped. */
export function startWorker(deps: BuildsDependencies, options: WorkOptions): Worker {
  const running = new Set<Running>();
  const tasks = new Set<Promise<void>>();
  let stopped = false;
  let looking = false;
  let lookAgain = false;

  async function look(): Promise<void> {
    if (looking) {
      lookAgain = true;
      return;
    }
    looking = true;
    try {
      do {
        lookAgain = false;
        await claimAll();
      } while (lookAgain);
    } catch (error) {
      options.onProblem("claiming a build", error);
    } finally {
      looking = false;
    }
  }
  async function claimAll(): Promise<void> {
    while (!stopped) {
      const carried = [...running].map((entry) => entry.lease.build.id);
      const lease = await deps.store.claim(options.holder, deps.clock.now(), options.leaseMs, options.concurrency, carried);
      if (lease === null) return;
      begin(lease);
    }
  }
  function begin(lease: Lease): void {
    const entry: Running = { lease, abort: new AbortController() };
    running.add(entry);
    const task = carry(deps, options, entry).finally(() => {
      running.delete(entry);
      tasks.delete(task);
      void look();
    });
    tasks.add(task);
  }
  async function beat(entry: Running): Promise<void> {
    const { build, holder } = entry.lease;
    const { held, cancel } = await deps.store.renew(build.id, holder, deps.clock.now(), options.leaseMs);
    if (!held) entry.abort.abort(new LeaseLost(build.id));
    else if (cancel) entry.abort.abort(new Error("cancelled"));
  }
  function beatAll(): void {
    for (const entry of running) {
      beat(entry).catch((error: unknown) => options.onProblem(`renewing the lease on build ${entry.lease.build.id}`, error));
    }
  }

  const heart = setInterval(beatAll, options.leaseMs / 3);
  const idle = setInterval(() => void look(), options.idleMs);
  void look();
  return {
    wake: () => void look(),
    checkCancel: beatAll,
    async stop() {
      stopped = true;
      clearInterval(idle);
      for (const entry of running) entry.abort.abort(new LeaseLost(entry.lease.build.id));
      await Promise.all(tasks);
      clearInterval(heart);
    },
  };
}

async function carry(deps: BuildsDependencies, options: WorkOptions, entry: Running): Promise<void> {
  const { build, holder } = entry.lease;
  const log = openBuildLog(deps.logs, deps.clock, build.id);
  try {
    const ending = await runBuild(deps, build, log, entry.abort.signal, async (part) => {
      if (!(await deps.store.progress(build.id, holder, part))) throw new LeaseLost(build.id);
    });
    if (entry.abort.signal.reason instanceof LeaseLost) return;
    await end(deps, build, holder, log, ending);
  } catch (error) {
    if (error instanceof LeaseLost || entry.abort.signal.reason instanceof LeaseLost) return;
    options.onProblem(`build ${build.id}`, error);
    await endBroken(deps, options, entry.lease, log, error);
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
}
