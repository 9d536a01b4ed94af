import { z } from "zod";
import { CommitHash, ReleaseNumber, RunName, ToolName } from "../ids.ts";

/** How what runs can differ from what the control repository says. */
export const DifferenceKind = z.enum([
  /** Fewer copies than wanted. */
  "missing",
  /** A copy that nobody wants. */
  "surplus",
  /** A copy that ended. */
  "ended",
  /** A copy that somebody changed by hand. */
  "altered",
  /** The router sends requests elsewhere. */
  "route",
  /** Another release runs than the one that is wanted. */
  "release",
  /** The control repository's file cannot be read. */
  "broken",
]);
export type DifferenceKind = z.infer<typeof DifferenceKind>;

export const Difference = z.object({
  /** A preview is named `<preview>--<tool>`. */
  tool: RunName,
  kind: DifferenceKind,
  process: z.string().nullable(),
  wanted: z.string(),
  found: z.string(),
});
export type Difference = z.infer<typeof Difference>;

/** `heal`: made as wanted by itself. `report`: what was done by hand is told and left, what ended by itself is started again. */
export const DriftPolicy = z.enum(["heal", "report"]);
export type DriftPolicy = z.infer<typeof DriftPolicy>;

export const Drift = z.object({ policy: DriftPolicy, differences: z.array(Difference) });
export type Drift = z.infer<typeof Drift>;

/** What the source has and the live release has not. */
export const Stale = z.object({
  tool: ToolName,
  branch: z.string(),
  head: CommitHash,
  /** First line of the head's message. */
  subject: z.string(),
  release: ReleaseNumber,
  deployed: CommitHash,
  /** What is live was uploaded: it may hold more than any commit. */
  uploaded: z.boolean().default(false),
  /** Commits of the branch that are not deployed. */
  ahead: z.number().int().nonnegative(),
});
export type Stale = z.infer<typeof Stale>;
