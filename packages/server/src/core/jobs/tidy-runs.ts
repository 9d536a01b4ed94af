import { Moment, RunId } from "@sluice/contract";
import type { RunRow } from "../ports/run-store.ts";
import { runKey } from "./carry-run.ts";
import { runLogName } from "./run-log.ts";
import type { RunsDependencies } from "./runs-dependencies.ts";

export interface History {
  readonly days: number;
  /** Of each job, and of one-offs together. */
  readonly runs: number;
}

const day = 24 * 3600_000;
/** A run guards its moment of the schedule for so long, whatever the clock does. */
const guardMs = 25 * 3600_000;
const atOnce = 500;

type Dependencies = Pick<RunsDependencies, "store" | "runtime" | "logs" | "clock">;

/** Containers and open logs whose run has ended: what a kill between two steps leaves. */
export async function tidyRuns(deps: Dependencies): Promise<void> {
  const found = await deps.runtime.runs();
  for (const { key } of found) {
    const run = await runOf(deps, /^run-(\d+)-\d+$/.exec(key)?.[1]);
    // a key that is not one of ours belongs to somebody else
    if (run !== undefined && (run === null || !isOpen(run) || key !== runKey(run, run.attempts))) await deps.runtime.removeRun(key, 0);
  }
  for (const name of await deps.logs.unfinished()) {
    const run = await runOf(deps, /^run-(\d+)$/.exec(name)?.[1]);
    if (run === null) await deps.logs.remove(name);
    else if (run !== undefined && !isOpen(run)) await deps.logs.complete(name);
  }
}

/** Undefined: no run's name. Null: the run is gone. */
async function runOf(deps: Dependencies, id: string | undefined): Promise<RunRow | null | undefined> {
  return id === undefined ? undefined : deps.store.run(RunId.parse(id));
}

function isOpen(run: RunRow): boolean {
  return run.state === "queued" || run.state === "running";
}

/** Removes old runs with their logs, a bounded number of them; true when there are more. The log goes first. */
export async function pruneRuns(deps: Dependencies, history: History): Promise<boolean> {
  const now = Date.parse(deps.clock.now());
  const before = (ms: number): Moment => Moment.parse(new Date(now - ms).toISOString());
  const ids = await deps.store.prunableRuns({
    before: before(history.days * day),
    keep: history.runs,
    guard: before(guardMs),
    limit: atOnce,
  });
  for (const id of ids) await deps.logs.remove(runLogName(id));
  await deps.store.removeRuns(ids);
  return ids.length === atOnce;
}
