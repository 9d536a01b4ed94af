import { z } from "zod";
import { Stale } from "./drift.ts";
import { LicenceFinding } from "./licences.ts";
import { Fault } from "./builds.ts";
import { Cpu, Memory } from "./quantities.ts";
import { Job, JobStatus } from "./jobs.ts";
import { Pause } from "./pause.ts";
import { Promotion, PromotionRule } from "./promotion.ts";
import { BuildId, CommitHash, Digest, Moment, ReleaseNumber, RunName, ToolName } from "../ids.ts";

/** A command that is run in a copy, beside its process: healthy when it ends with 0 within the timeout. Times in seconds. */
export const HealthCommand = z.strictObject({
  command: z.string().min(1).max(4096),
  interval: z.number().int().min(5).max(3600).default(30),
  timeout: z.number().int().min(1).max(300).default(5),
});
export type HealthCommand = z.infer<typeof HealthCommand>;

/** A long-running part of a release. `port` is the one that takes requests; absent for workers. */
export const Process = z.strictObject({
  command: z.string().min(1).max(4096),
  port: z.number().int().min(1).max(65535).optional(),
  /** HTTP path that answers below 400 when healthy, or a command; without it a TCP connection must be accepted. */
  health: z.union([z.string().startsWith("/").max(1024), HealthCommand]).optional(),
  replicas: z.number().int().min(0).max(20).default(1),
  /** How often somebody asked for a restart: a new number is a new start. */
  restarts: z.number().int().nonnegative().optional(),
  memory: Memory.default("512Mi"),
  cpu: Cpu.default("500m"),
});
export type Process = z.infer<typeof Process>;

/** Names of processes and of jobs. */
export const PartName = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, "must be 1 to 31 of a-z, 0-9 and -, and start with a letter");
export type PartName = z.infer<typeof PartName>;

/** What the control repository says of one tool or preview: `tools/<tool>/release.yaml`. */
export const ReleaseFile = z.strictObject({
  tool: RunName,
  release: ReleaseNumber,
  /** Repository and digest, `127.0.0.1:5000/foo@sha256:…`. */
  image: z.string().regex(/^[^\s@]+@sha256:[0-9a-f]{64}$/, "must be <repository>@sha256:<digest>"),
  commit: CommitHash,
  pipeline: z.string(),
  build: BuildId.nullable(),
  settings: z.number().int().nonnegative(),
  /** False: processes get the settings that are no secrets, and no secret files. */
  secrets: z.literal(false).optional(),
  processes: z.record(PartName, Process),
  jobs: z.record(PartName, Job).default({}),
  /** Runs once in the new image before its processes start; a failure stops the deployment. */
  release_command: z.string().min(1).max(4096).optional(),
  /** The tool that gets the same image next. */
  promote: PromotionRule.optional(),
});
export type ReleaseFile = z.infer<typeof ReleaseFile>;

/** pending → deploying → live | failed; a live one becomes superseded by the next. */
export const ReleaseState = z.enum(["pending", "deploying", "live", "failed", "superseded"]);
export type ReleaseState = z.infer<typeof ReleaseState>;

/** What brought a release about. */
export const ReleaseCause = z.enum(["push", "settings", "rollback", "promotion", "scale", "restart", "rebase", "upload", "commit"]);
export type ReleaseCause = z.infer<typeof ReleaseCause>;

export const Release = z.object({
  tool: ToolName,
  number: ReleaseNumber,
  state: ReleaseState,
  reason: z.string().nullable(),
  /** Whose fault a failed one is. */
  fault: Fault.nullable(),
  cause: ReleaseCause,
  /** The version of the settings that it uses; 0 without any. */
  settings: z.number().int().nonnegative(),
  build: BuildId.nullable(),
  commit: CommitHash,
  subject: z.string(),
  author: z.string(),
  image: Digest,
  /** The commit in the control repository that says it. */
  control: z.string().nullable(),
  created: Moment,
  live: Moment.nullable(),
});
export type Release = z.infer<typeof Release>;

export const ProcessStatus = z.object({
  name: z.string(),
  wanted: z.number().int(),
  running: z.number().int(),
  healthy: z.number().int(),
  /** What all its copies use now; null when it is not known. */
  memoryMiB: z.number().nullable(),
  cpus: z.number().nullable(),
  /** What each copy may use, as in the release: `512Mi`, `500m`. */
  memory: Memory,
  cpu: Cpu,
  command: z.string(),
  lastLines: z.array(z.string()),
});

export const ToolStatus = z.object({
  tool: ToolName,
  url: z.string(),
  release: Release.nullable(),
  processes: z.array(ProcessStatus),
  /** What the source has and the live release has not. */
  source: Stale.nullable(),
  jobs: z.array(JobStatus),
  /** Builds that are queued or running, oldest first. */
  builds: z.array(BuildId),
  /** done | waiting | failed | stalled, with a reason: the reconciler's last word. */
  condition: z.object({ state: z.enum(["done", "waiting", "failed", "stalled"]), reason: z.string() }).nullable(),
  /** Who paused the deployments of pushes; null when they go on. */
  paused: Pause.nullable().default(null),
  /** Of what is live; null when nobody looked. */
  licence: LicenceFinding.nullable().default(null),
  /** The newest promotion that the manifest asks for. */
  promotion: Promotion.nullable().default(null),
});
export type ToolStatus = z.infer<typeof ToolStatus>;

/** Without a number: the release that was live before the present one. */
export const Rollback = z.strictObject({ release: ReleaseNumber.optional() });
export type Rollback = z.infer<typeof Rollback>;

/** Without a tool: where the live release's manifest says. */
export const Promote = z.strictObject({ to: ToolName.optional() });
export type Promote = z.infer<typeof Promote>;

/** A release without a build, and the one that it repeats: an earlier one of the tool, or the live one of another. */
export const Repeated = Release.extend({ of: ReleaseNumber });
export type Repeated = z.infer<typeof Repeated>;

/** A resumed tool, with the release that had waited. */
export const Resumed = z.object({ release: Release.nullable() });
export type Resumed = z.infer<typeof Resumed>;
