import { SluiceError, type NewRun, type Run, type RunId, type ToolName, type UserName } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { Logs } from "../ports/logs.ts";
import type { RunRow, RunSpec, RunStore } from "../ports/run-store.ts";
import { needLiveFile, type LiveDependencies } from "./live-file.ts";
import { runLogName } from "./run-log.ts";
import { commandSpec, jobSpec } from "./run-spec.ts";

export interface AskDependencies extends LiveDependencies {
  readonly store: LiveDependencies["store"] & RunStore;
  readonly logs: Pick<Logs, "complete">;
  readonly clock: Clock;
  /** The worker: something was queued, or is to end. */
  readonly wake: () => void;
  readonly checkCancel: () => void;
}

const mostOpen = 100;

/** Runs a job of the live release now, whether it is paused or not. */
export async function runJob(deps: AskDependencies, tool: ToolName, name: string, by: UserName): Promise<Run> {
  const file = await needLiveFile(deps, tool);
  const job = file.jobs[name];
  if (job === undefined) throw new SluiceError("not-found", `v${file.release} of ${tool} has no job ${name}.`);
  return add(deps, { spec: jobSpec(file, name, job), by, cause: "manual" });
}

/** Runs a command once in the live release's image. */
export async function runCommand(deps: AskDependencies, tool: ToolName, wish: NewRun, by: UserName): Promise<Run> {
  return add(deps, { spec: commandSpec(await needLiveFile(deps, tool), wish), by, cause: "manual" });
}

/** The same command once more, with the live release's image and settings. */
export async function retryRun(deps: AskDependencies, run: RunRow, by: UserName): Promise<Run> {
  if (run.state === "queued" || run.state === "running")
    throw new SluiceError("wrong-state", `Run ${run.id} has not ended: it is ${run.state}.`);
  const file = await needLiveFile(deps, run.tool);
  const { job, command, memory, cpu, timeout, retries, concurrency } = run;
  const spec = { ...commandSpec(file, { command, memory, cpu, timeout }), job, retries, concurrency };
  return add(deps, { spec, by, cause: "retry" });
}

async function add(
  deps: AskDependencies,
  { spec, by, cause }: { readonly spec: RunSpec; readonly by: UserName; readonly cause: "manual" | "retry" },
): Promise<Run> {
  const open = await deps.store.openRuns(spec.tool);
  if (open.length >= mostOpen) throw new SluiceError("too-many", `${spec.tool} has ${open.length} runs that have not ended.`);
  const same = spec.job === null ? [] : open.filter(({ job }) => job === spec.job);
  if (spec.concurrency === "forbid" && same[0] !== undefined) {
    throw new SluiceError("wrong-state", `Run ${same[0].id} of ${spec.job} still goes on, and the job forbids two at once.`);
  }
  const run = await deps.store.addRun({ ...spec, cause, askedBy: by, reason: null }, deps.clock.now());
  if (spec.concurrency === "replace") for (const { id } of same) await end(deps, id, `Run ${run.id} took its place.`);
  deps.wake();
  return run;
}

async function end(deps: AskDependencies, id: RunId, reason: string): Promise<RunRow | null> {
  const after = await deps.store.cancelRun(id, reason, deps.clock.now());
  if (after?.state === "cancelled") await deps.logs.complete(runLogName(id));
  else deps.checkCancel();
  return after;
}

/** Ends a queued run at once; a running one is told and ends within seconds. */
export async function cancelRun(deps: AskDependencies, run: RunRow, by: UserName): Promise<Run> {
  if (run.state !== "queued" && run.state !== "running") {
    throw new SluiceError("wrong-state", `Run ${run.id} has already ended: ${run.state}.`);
  }
  return (await end(deps, run.id, `Cancelled by ${by}.`)) ?? run;
}

/** Ends all runs of a tool that is being deleted; throws while one of them still goes on. */
export async function endRuns(deps: AskDependencies, tool: ToolName, by: UserName, waitMs: (ms: number) => Promise<void>): Promise<void> {
  const patience = 60;
  for (let look = 0; look < patience; look += 1) {
    const open = await deps.store.openRuns(tool);
    if (open.length === 0) return;
    for (const run of open) if (run.cancel === null) await end(deps, run.id, `Its tool was deleted by ${by}.`);
    await waitMs(250);
  }
  const left = (await deps.store.openRuns(tool))[0];
  if (left !== undefined) {
    throw new SluiceError("wrong-state", `Run ${left.id} of ${tool} is being ended: delete the tool again in a few seconds.`);
  }
}
