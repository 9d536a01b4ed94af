import { SluiceError, type JobStatus, type ToolName, type UserName } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { JobStore, RunStore } from "../ports/run-store.ts";
import { liveFile, needLiveFile, type LiveDependencies } from "./live-file.ts";
import { next } from "./next.ts";

export interface JobDependencies extends LiveDependencies {
  readonly store: LiveDependencies["store"] & JobStore & Pick<RunStore, "lastRuns">;
  readonly clock: Pick<Clock, "now">;
  /** A job was paused or resumed. */
  readonly changed: (tool: ToolName) => void;
}

/** The jobs of the live release, by name, with their last and next run. */
export async function listJobs(deps: JobDependencies, tool: ToolName): Promise<JobStatus[]> {
  const file = await liveFile(deps, tool);
  const jobs = Object.entries(file?.jobs ?? {});
  if (jobs.length === 0) return [];
  const [states, runs] = await Promise.all([deps.store.jobStates(tool), deps.store.lastRuns(tool)]);
  const now = deps.clock.now();
  return jobs
    .map(([name, job]) => {
      const pausedBy = states.find((state) => state.job === name)?.pausedBy ?? null;
      return {
        name,
        ...job,
        pausedBy,
        next: pausedBy === null ? next(job.schedule, job.timezone, now) : null,
        last: runs.find((run) => run.job === name) ?? null,
      };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

export async function showJob(deps: JobDependencies, tool: ToolName, name: string): Promise<JobStatus> {
  const found = (await listJobs(deps, tool)).find((job) => job.name === name);
  if (found !== undefined) return found;
  const { release } = await needLiveFile(deps, tool);
  throw new SluiceError("not-found", `v${release} of ${tool} has no job ${name}.`);
}

/** Pauses a job, or resumes it (by null): from now on, so that nothing of the pause is missed. */
export async function pauseJob(deps: JobDependencies, tool: ToolName, name: string, by: UserName | null): Promise<JobStatus> {
  const { pausedBy } = await showJob(deps, tool, name);
  if ((by === null) !== (pausedBy === null)) {
    await deps.store.pauseJob(tool, name, by, deps.clock.now());
    deps.changed(tool);
  }
  return showJob(deps, tool, name);
}
