import { SluiceError, type ReleaseFile, type ToolName } from "@sluice/contract";
import type { JobState } from "../ports/run-store.ts";
import { scheduleOf } from "./next.ts";
import { scheduleKey } from "./run-spec.ts";
import type { ScheduleDependencies } from "./schedule-dependencies.ts";
import { settleJob, type ScheduledJob } from "./scheduled-job.ts";

export interface Scheduler {
  /** One look at the control repository and the clock. Two at once are one. */
  tick(): Promise<void>;
  /** A job was paused or resumed: read its state again. */
  refresh(tool: ToolName): void;
}

/** Queues the runs of the live releases' jobs when they are due. What it remembers may be lost: the store knows it all. */
export function createScheduler(deps: ScheduleDependencies): Scheduler {
  const jobs = new Map<ToolName, Map<string, ScheduledJob>>();
  /** Tools whose live release may not yet be the one that the control repository says. */
  const stale = new Set<ToolName>();
  let head: string | null = null;
  let ticking: Promise<void> | null = null;

  async function look(): Promise<void> {
    const now = await deps.control.head();
    if (now !== null && now !== head) {
      for (const tool of head === null ? await withJobs(now) : await deps.control.changed(head, now)) stale.add(tool);
      head = now;
    }
    for (const tool of stale) {
      try {
        if (await refreshTool(tool)) stale.delete(tool);
      } catch (error) {
        deps.onProblem(`reading the jobs of ${tool}`, error);
      }
    }
  }

  async function withJobs(at: string): Promise<readonly ToolName[]> {
    const entries = await deps.control.readAll(at);
    const wished = entries.filter((entry) => entry.kind === "release" && Object.keys(entry.file.jobs).length > 0);
    const known = (await deps.store.jobStates(null)).filter(({ schedule }) => schedule !== "");
    return [...wished, ...known].map(({ tool }) => tool);
  }

  /** Takes over what the live release says; true when that is what the control repository says. */
  async function refreshTool(tool: ToolName): Promise<boolean> {
    const file = await deps.live(tool);
    const entry = head === null ? null : await deps.control.read(tool, head);
    await takeOver(tool, file);
    if (entry?.kind === "broken") return true;
    return (entry?.file.release ?? null) === (file?.release ?? null);
  }

  async function takeOver(tool: ToolName, file: ReleaseFile | null): Promise<void> {
    const wished = Object.entries(file?.jobs ?? {});
    const states = new Map((await deps.store.jobStates(tool)).map((state) => [state.job, state]));
    if (file !== null) {
      const found = new Map<string, ScheduledJob>();
      for (const [name, job] of wished) found.set(name, await place(tool, file, name, job, states.get(name)));
      jobs.set(tool, found);
    } else jobs.delete(tool);
    for (const [name, state] of states) {
      const gone = state.schedule !== "" && file?.jobs[name] === undefined;
      if (gone) await deps.store.beginJob(tool, name, "", deps.clock.now());
    }
  }

  /** A job that is new, has another schedule or was paused goes on from now; any other from where it was. */
  async function place(
    tool: ToolName,
    file: ReleaseFile,
    name: string,
    job: ReleaseFile["jobs"][string],
    state: JobState | undefined,
  ): Promise<ScheduledJob> {
    const key = scheduleKey(job);
    const now = deps.clock.now();
    const isNew = state?.schedule !== key;
    if (isNew) await deps.store.beginJob(tool, name, key, now);
    const handled = isNew || state.pausedBy !== null ? now : state.handled;
    const schedule = scheduleOf(job.schedule, job.timezone);
    return { tool, name, job, file, key, schedule, handled, next: schedule.next(handled) };
  }

  async function settle(one: ScheduledJob): Promise<void> {
    try {
      if (await settleJob(deps, one, deps.clock.now())) deps.onQueued();
    } catch (error) {
      const gone = error instanceof SluiceError && error.code === "not-found";
      if (gone) jobs.delete(one.tool);
      else deps.onProblem(`scheduling ${one.name} of ${one.tool}`, error);
    }
  }

  async function tick(): Promise<void> {
    try {
      await look();
    } catch (error) {
      deps.onProblem("reading the jobs", error);
    }
    for (const ofTool of jobs.values()) for (const one of ofTool.values()) await settle(one);
  }

  return {
    tick() {
      ticking ??= tick().finally(() => {
        ticking = null;
      });
      return ticking;
    },
    refresh: (tool) => void stale.add(tool),
  };
}
