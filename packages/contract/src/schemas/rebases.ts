import { z } from "zod";
import { Moment, ReleaseNumber, ToolName } from "../ids.ts";
import { BaseName } from "./packages.ts";

export const RebaseId = z.coerce.number().int().positive().brand<"RebaseId">();
export type RebaseId = z.infer<typeof RebaseId>;

/**
 * One tool of a rebase. `fresh` stood on the newest base already, `refused` cannot be rebased, `skipped` was not begun
 * because the rebase was stopped.
 */
export const RebaseTool = z.object({
  tool: ToolName,
  state: z.enum(["waiting", "deploying", "live", "fresh", "failed", "refused", "skipped"]),
  /** The release that was made for it. */
  release: ReleaseNumber.nullable(),
  reason: z.string(),
});
export type RebaseTool = z.infer<typeof RebaseTool>;

/** Tools moved onto their freshest base, wave by wave. */
export const Rebase = z.object({
  id: RebaseId,
  state: z.enum(["running", "done", "stopped"]),
  by: z.string(),
  /** How many tools are deployed at the same time. */
  wave: z.number().int(),
  /** With more failed tools than this, the rest is left alone. */
  failures: z.number().int(),
  reason: z.string(),
  created: Moment,
  ended: Moment.nullable(),
});
export type Rebase = z.infer<typeof Rebase>;

export const RebaseWithTools = Rebase.extend({ tools: z.array(RebaseTool) });
export type RebaseWithTools = z.infer<typeof RebaseWithTools>;

export const NewRebase = z.strictObject({
  wave: z.number().int().min(1).max(100).default(5),
  failures: z.number().int().min(0).max(10_000).default(0),
});
export type NewRebase = z.infer<typeof NewRebase>;

/** What a rebase would do to a tool. */
export const RebasePlan = z.object({
  tool: ToolName,
  base: BaseName.nullable(),
  /** `unknown`: its image was not built here, or says nothing of its run image. */
  state: z.enum(["stale", "fresh", "unknown"]),
  reason: z.string(),
});
export type RebasePlan = z.infer<typeof RebasePlan>;
