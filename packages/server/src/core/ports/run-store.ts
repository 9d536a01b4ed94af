import type { Concurrency, Fault, Moment, ReleaseNumber, Run, RunCause, RunId, RunState, ToolName } from "@sluice/contract";
import type { NewMail } from "./mail.ts";
import type { PageOf } from "./store.ts";

/** All that is needed to run something in a release's image. */
export interface RunSpec {
  readonly tool: ToolName;
  /** Null for a one-off. */
  readonly job: string | null;
  readonly command: string;
  readonly release: ReleaseNumber;
  /** As the release file names it, by digest. */
  readonly image: string;
  readonly memory: string;
  readonly cpu: string;
  /** Seconds. */
  readonly timeout: number;
  readonly retries: number;
  readonly concurrency: Concurrency;
}

export interface NewRunRow extends RunSpec {
  readonly cause: RunCause;
  readonly askedBy: string;
  readonly reason: string | null;
}

/** A run with what only the server needs. */
export interface RunRow extends Run, RunSpec {
  readonly job: string | null;
  readonly command: string;
  readonly release: ReleaseNumber;
  readonly tool: ToolName;
  /** The last attempt that the runtime is known to have begun; 0: none. */
  readonly begun: number;
  /** How often it failed by its own fault. */
  readonly failures: number;
  /** Why somebody wants it to end; null when nobody does. */
  readonly cancel: string | null;
  /** It is not begun before; differs from `queued` between two attempts. */
  readonly notBefore: string;
}

/** A claimed run. Whoever holds the lease must renew it before it ends, or another server takes over. */
export interface RunLease {
  readonly run: RunRow;
  readonly holder: string;
  /** It ran already under a holder that is gone. */
  readonly takenOver: boolean;
}

export interface RunLimits {
  /** Runs at one time over the installation, and of one tool. */
  readonly total: number;
  readonly perTool: number;
}

export interface RunEnd {
  readonly state: Exclude<RunState, "queued" | "running" | "missed" | "skipped">;
  readonly fault: Fault | null;
  readonly reason: string | null;
  readonly exitCode: number | null;
}

/** What is remembered of a job beside its runs. */
export interface JobState {
  readonly tool: ToolName;
  readonly job: string;
  /** Schedule and time zone that `handled` belongs to; empty while the job is in no live release. */
  readonly schedule: string;
  /** Every moment of the schedule up to here is settled. */
  readonly handled: string;
  readonly pausedBy: string | null;
  /** When it began to fail, and when that was last written to somebody. */
  readonly failingSince: string | null;
  readonly mailedAt: string | null;
}

/** What the end of a job's run changes beside the run. */
export interface Aftermath {
  readonly failingSince: string | null;
  readonly mailedAt: string | null;
  readonly mail: NewMail | null;
}

/** queued, or `skipped` because the one before goes on; `known`: that moment has its run; `paused`: nothing was written. */
export type Scheduled = "queued" | "skipped" | "known" | "paused";

export interface JobStore {
  /** Of one tool, or of all. */
  jobStates(tool: ToolName | null): Promise<readonly JobState[]>;
  /** Schedules a job from a moment on; whether it is paused and failing stays. An empty schedule: it is in no release. */
  beginJob(tool: ToolName, job: string, schedule: string, handled: string): Promise<void>;
  /** Pauses by somebody, or resumes (null): from `at` on, so that nothing of the pause is missed. */
  pauseJob(tool: ToolName, job: string, by: string | null, at: string): Promise<void>;
}

export interface RunStore {
  /** Queues a run that somebody asked for. */
  addRun(run: NewRunRow, at: string): Promise<RunRow>;
  /**
   * Settles one moment of a job's schedule in one transaction: at most one run for each (tool, job, moment), whoever
   * asks how often. A running one of the same job makes it `skipped` (forbid), or is asked to end (replace). A moment
   * that was written down as missed is queued after all.
   */
  addScheduled(run: NewRunRow, scheduled: Moment, at: string): Promise<Scheduled>;
  /** Writes down that a moment passed without a run. False when it has its run, or the job is paused. */
  addMissed(run: NewRunRow, scheduled: Moment, at: string): Promise<boolean>;
  /**
   * Claims the next run: the tool that was served longest ago comes first, then the oldest run that is due. Of a job
   * whose concurrency is not `allow`, one at a time. A running run whose lease has ended is claimed again, but never one
   * that the asker carries itself.
   */
  claimRun(holder: string, now: string, leaseMs: number, limits: RunLimits, carried?: readonly RunId[]): Promise<RunLease | null>;
  /** `cancel` is why somebody wants it to end. */
  renewRun(run: RunId, holder: string, now: string, leaseMs: number): Promise<{ readonly held: boolean; readonly cancel: string | null }>;
  /** Ends all leases of holders that are known to be dead. */
  releaseRunLeases(except: string): Promise<void>;
  /** One more attempt begins; its number, or null when the lease is lost. */
  beginAttempt(run: RunId, holder: string): Promise<number | null>;
  /** An attempt runs for certain: what then cannot be found any more has vanished, and is not begun anew. */
  attemptBegun(run: RunId, holder: string, attempt: number): Promise<void>;
  /** Back into the queue until `notBefore`, after an attempt that failed. False when the lease is lost. */
  retryRun(
    run: RunId,
    holder: string,
    again: { readonly notBefore: string; readonly failures: number; readonly reason: string; readonly exitCode: number | null },
  ): Promise<boolean>;
  /** False when the lease is lost. `after` decides, in the same transaction, what a job's end brings with it. */
  finishRun(run: RunId, holder: string, end: RunEnd, at: string, after?: (state: JobState) => Aftermath): Promise<boolean>;
  /** Queued: cancelled at once. Running: marked, the holder ends it. Returns the run after. */
  cancelRun(run: RunId, reason: string, at: string): Promise<RunRow | null>;
  run(id: RunId): Promise<RunRow | null>;
  /** Newest first, of one job when given. */
  runs(tool: ToolName, page: PageOf, job?: string): Promise<readonly RunRow[]>;
  /** Queued and running ones, of one tool or of all. */
  openRuns(tool: ToolName | null): Promise<readonly RunRow[]>;
  /** The newest run of each job. */
  lastRuns(tool: ToolName): Promise<readonly RunRow[]>;
  /** Ended ones that are older than `before`, or not among the newest `keep` of their job; never one scheduled after `guard`. */
  prunableRuns(rule: {
    readonly before: Moment;
    readonly keep: number;
    readonly guard: Moment;
    readonly limit: number;
  }): Promise<readonly RunId[]>;
  removeRuns(ids: readonly RunId[]): Promise<void>;
}
