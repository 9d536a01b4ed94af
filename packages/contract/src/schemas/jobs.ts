import { z } from "zod";
import { Moment, ReleaseNumber, ToolName } from "../ids.ts";
import { scheduleProblem, timezoneProblem } from "../schedule.ts";
import { Fault } from "./builds.ts";
import { Cpu, Memory } from "./quantities.ts";

/** A check in plain words, as an issue with the field's path. */
const checked = (text: z.ZodString, problem: (text: string) => string | null) =>
  text.superRefine((value, context) => {
    const found = problem(value);
    if (found !== null) context.addIssue({ code: "custom", message: found });
  });

/** What happens when a scheduled run is due while the one before still goes on. */
export const Concurrency = z.enum(["forbid", "allow", "replace"]);
export type Concurrency = z.infer<typeof Concurrency>;

/** Something that runs to its end at times of a schedule. */
export const Job = z.strictObject({
  command: z.string().min(1).max(4096),
  /** Five cron fields, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`. */
  schedule: checked(z.string().min(1).max(100), scheduleProblem),
  /** IANA time zone that the schedule is read in. */
  timezone: checked(z.string().min(1).max(64), timezoneProblem).default("UTC"),
  /** Seconds after which a run is ended. */
  timeout: z.number().int().min(1).max(86_400).default(3600),
  /** How often a failed run is tried again. */
  retries: z.number().int().min(0).max(10).default(0),
  concurrency: Concurrency.default("forbid"),
  memory: Memory.default("512Mi"),
  cpu: Cpu.default("500m"),
});
export type Job = z.infer<typeof Job>;

/** A run's number, counted over the installation. */
export const RunId = z.coerce.number().int().positive().brand<"RunId">();
export type RunId = z.infer<typeof RunId>;

/**
 * queued → running → succeeded | failed | cancelled | timed-out; a failed one with retries left is queued again.
 * `missed`: nobody was there when it was due. `skipped`: the one before still went on.
 */
export const RunState = z.enum(["queued", "running", "succeeded", "failed", "cancelled", "timed-out", "missed", "skipped"]);
export type RunState = z.infer<typeof RunState>;

/** Who asked for it: the schedule, a person, a person again for one that had ended, or a promotion that waits for its test. */
export const RunCause = z.enum(["schedule", "manual", "retry", "promotion"]);
export type RunCause = z.infer<typeof RunCause>;

/** One run of a job, or of a one-off command, in a release's image. */
export const Run = z.object({
  id: RunId,
  tool: ToolName,
  /** Null for a one-off. */
  job: z.string().nullable(),
  command: z.string(),
  release: ReleaseNumber,
  cause: RunCause,
  /** The moment that the schedule says; null when a person asked for it. */
  scheduled: Moment.nullable(),
  state: RunState,
  /** Whose fault a failed one is. */
  fault: Fault.nullable(),
  reason: z.string().nullable(),
  exitCode: z.number().int().nullable(),
  /** How often it was begun. */
  attempts: z.number().int().nonnegative(),
  askedBy: z.string(),
  queued: Moment,
  started: Moment.nullable(),
  ended: Moment.nullable(),
});
export type Run = z.infer<typeof Run>;

/** A one-off command. */
export const NewRun = z.strictObject({
  command: z.string().min(1).max(4096),
  memory: Memory.default("512Mi"),
  cpu: Cpu.default("500m"),
  /** Seconds after which it is ended. */
  timeout: z.number().int().min(1).max(86_400).default(3600),
});
export type NewRun = z.infer<typeof NewRun>;

/** A job of the live release, and how it does. */
export const JobStatus = z.object({
  name: z.string(),
  command: z.string(),
  schedule: z.string(),
  timezone: z.string(),
  timeout: z.number().int(),
  retries: z.number().int(),
  concurrency: Concurrency,
  memory: z.string(),
  cpu: z.string(),
  /** Who paused it; null when it runs by its schedule. */
  pausedBy: z.string().nullable(),
  /** Null while it is paused. */
  next: Moment.nullable(),
  /** The newest run, of whatever cause and state. */
  last: Run.nullable(),
});
export type JobStatus = z.infer<typeof JobStatus>;
