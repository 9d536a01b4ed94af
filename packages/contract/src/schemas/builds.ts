import { z } from "zod";
import { BuildId, CommitHash, Digest, Moment, PreviewName, ReleaseNumber, ToolName } from "../ids.ts";
import { LicenceFinding } from "./licences.ts";

/** queued → running → one of the four ends. A build never leaves an end. */
export const BuildState = z.enum(["queued", "running", "succeeded", "failed", "cancelled", "superseded"]);
export type BuildState = z.infer<typeof BuildState>;

/** Whose fault a failure is. Never confused: `code` is the maintainer's, `platform` is ours. */
export const Fault = z.enum(["code", "platform"]);
export type Fault = z.infer<typeof Fault>;

/** A named part of a build or a deployment with its length. */
export const StepTime = z.object({ step: z.string(), ms: z.number().nonnegative() });
export type StepTime = z.infer<typeof StepTime>;

/** A language that a build was made with. */
export const BuiltLanguage = z.object({
  id: z.string(),
  version: z.string(),
  /** The first digits of the SHA-256 of the language's file. */
  file: z.string(),
});

/** A directory that was uploaded: the commit that it stood on, and whether it differed from it. */
export const Upload = z.object({ from: CommitHash.nullable(), changed: z.boolean() });
export type Upload = z.infer<typeof Upload>;

export const Build = z.object({
  id: BuildId,
  tool: ToolName,
  /** The tool whose repository has the commit: mostly the tool itself. */
  source: ToolName,
  pipeline: z.string(),
  commit: CommitHash,
  /** First line of the commit's message, at most 200 characters. */
  subject: z.string(),
  author: z.string(),
  cause: z.string(),
  /** What it is deployed to; null: the tool itself. */
  preview: PreviewName.nullable().default(null),
  /** Null when the commit was pushed. */
  upload: Upload.nullable().default(null),
  state: BuildState,
  fault: Fault.nullable(),
  /** Why it ended as it did, one sentence. */
  reason: z.string().nullable(),
  image: Digest.nullable(),
  release: ReleaseNumber.nullable(),
  steps: z.array(StepTime),
  /** What it was planned with, in build order; empty before that. */
  languages: z.array(BuiltLanguage),
  /** Null when nobody looked: before that, and where the policy is off. */
  licence: LicenceFinding.nullable().default(null),
  queued: Moment,
  started: Moment.nullable(),
  ended: Moment.nullable(),
});
export type Build = z.infer<typeof Build>;

/** What became of one pipeline of a push, as the push itself says it. */
export const PushedBuild = Build.pick({ id: true, tool: true, pipeline: true, state: true, fault: true, reason: true, release: true });
export type PushedBuild = z.infer<typeof PushedBuild>;

/** One line of a log. `stream` tells the platform's own words from the code's output. */
export const LogLine = z.object({
  /** Position in the log, from 0; pass the next one as `from` to go on reading. */
  n: z.number().int().nonnegative(),
  at: Moment,
  stream: z.enum(["sluice", "stdout", "stderr"]),
  step: z.string(),
  text: z.string(),
});
export type LogLine = z.infer<typeof LogLine>;
