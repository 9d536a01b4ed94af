import type { Run, RunId } from "@sluice/contract";
import { onTestFinished, vi } from "vitest";
import type { Worker } from "../../src/core/leases/lease-worker.ts";
import type { AskDependencies } from "../../src/core/jobs/ask.ts";
import type { RunsDependencies } from "../../src/core/jobs/runs-dependencies.ts";
import { startRuns } from "../../src/core/jobs/work.ts";
import type { RunRow } from "../../src/core/ports/run-store.ts";
import type { TestEngine } from "../fixtures/test-engine.ts";
import { goingClock, openJobs, type JobsPlace, type MovedClock } from "./open-jobs.ts";

export interface Setting {
  readonly place: JobsPlace;
  readonly clock: MovedClock;
  readonly deps: RunsDependencies;
  readonly ask: AskDependencies;
  readonly problems: string[];
  /** Starts a server's worker, as a restart does: the leases of the one before end at once. */
  start(more?: Partial<RunsDependencies>): Promise<Worker>;
  /** Until a run is so; what is waited for is in the failure's text. */
  until(id: RunId, state: Run["state"]): Promise<RunRow>;
  /** Until a line stands in a run's log. */
  said(id: RunId, text: string): Promise<void>;
}

/** A tool with a live release of the test app, its store, logs, and a real engine to run it. */
export async function openWorker(engine: TestEngine, jobs: Readonly<Record<string, object>> = {}): Promise<Setting> {
  const clock = goingClock();
  const place = await openJobs(clock, engine.image);
  onTestFinished(() => place[Symbol.asyncDispose]());
  await place.release(jobs);
  const problems: string[] = [];
  let count = 0;
  let worker: Worker | null = null;
  const deps: RunsDependencies = {
    store: place.store,
    runtime: engine.runtime,
    logs: place.logs,
    clock,
    settings: () => Promise.resolve({ env: { GREETING: "hello" }, files: [] }),
    urlOf: (tool) => `http://${tool}.localhost`,
    limits: { total: 4, perTool: 4 },
    sendsMail: false,
    onMail: () => undefined,
  };
  const wake = (): void => worker?.wake();
  const checkCancel = (): void => worker?.checkCancel();
  return {
    place,
    clock,
    deps,
    problems,
    ask: { store: place.store, control: place.control, logs: place.logs, clock, wake, checkCancel },
    async start(more = {}) {
      count += 1;
      const holder = `server-${count}`;
      await place.store.releaseRunLeases(holder);
      const onProblem = (what: string, error: unknown): void => void problems.push(`${what}: ${String(error)}`);
      const begun = startRuns({ ...deps, ...more }, holder, { leaseMs: 15_000, idleMs: 100, onProblem });
      onTestFinished(() => begun.stop());
      worker = begun;
      return begun;
    },
    async until(id, state) {
      const found = await vi.waitFor(
        async () => {
          const run = await place.store.run(id);
          if (run?.state !== state) throw new Error(`run ${id} is ${run?.state}: ${run?.reason}; ${problems.join("; ")}`);
          return run;
        },
        { timeout: 60_000, interval: 50 },
      );
      return found;
    },
    async said(id, text) {
      await vi.waitFor(
        async () => {
          const lines = await place.text(`run-${id}`);
          if (!lines.some((line) => line.includes(text)))
            throw new Error(`the log says only: ${lines.join(" | ")}; ${problems.join("; ")}`);
        },
        { timeout: 60_000, interval: 50 },
      );
    },
  };
}
