import type { JobStatus, MailSettings, NewRun, Run, ToolName, UserName } from "@sluice/contract";
import type { RunRow } from "../ports/run-store.ts";
import { cancelRun, endRuns, retryRun, runCommand, runJob, type AskDependencies } from "./ask.ts";
import { listJobs, pauseJob, showJob, type JobDependencies } from "./job-status.ts";

/** What people may ask of jobs and runs. */
export interface JobsApi {
  list(tool: ToolName): Promise<JobStatus[]>;
  show(tool: ToolName, job: string): Promise<JobStatus>;
  run(tool: ToolName, job: string, by: UserName): Promise<Run>;
  pause(tool: ToolName, job: string, by: UserName): Promise<JobStatus>;
  resume(tool: ToolName, job: string): Promise<JobStatus>;
  create(tool: ToolName, wish: NewRun, by: UserName): Promise<Run>;
  retry(run: RunRow, by: UserName): Promise<Run>;
  cancel(run: RunRow, by: UserName): Promise<Run>;
  /** Ends all runs of a tool that is being deleted. */
  endAll(tool: ToolName, by: UserName): Promise<void>;
  /** Something was queued beside these. */
  wake(): void;
  /** There is a server to send mail by. */
  readonly sendsMail: MailSettings["canSend"];
}

export function jobsApi(deps: AskDependencies & JobDependencies, sendsMail: boolean, pause: (ms: number) => Promise<void>): JobsApi {
  return {
    sendsMail,
    wake: deps.wake,
    list: (tool) => listJobs(deps, tool),
    show: (tool, job) => showJob(deps, tool, job),
    run: (tool, job, by) => runJob(deps, tool, job, by),
    pause: (tool, job, by) => pauseJob(deps, tool, job, by),
    resume: (tool, job) => pauseJob(deps, tool, job, null),
    create: (tool, wish, by) => runCommand(deps, tool, wish, by),
    retry: (run, by) => retryRun(deps, run, by),
    cancel: (run, by) => cancelRun(deps, run, by),
    endAll: (tool, by) => endRuns(deps, tool, by, pause),
  };
}
