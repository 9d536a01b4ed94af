import { z } from "zod";
import { Moment, ToolName, UserName } from "../ids.ts";
import { Member } from "./access.ts";
import { LicenceFinding } from "./licences.ts";

export const Tool = z.object({
  name: ToolName,
  url: z.string(),
  /** Where to push: `http://HOST:PORT/git/<tool>.git`. */
  git: z.string(),
  created: Moment,
  createdBy: UserName,
});
export type Tool = z.infer<typeof Tool>;

/** Who protected a tool: promotions alone lead into it, and each needs two people. */
export const Protection = z.object({ by: UserName, at: Moment });
export type Protection = z.infer<typeof Protection>;

export const ToolDetail = Tool.extend({
  members: z.array(Member),
  /** Of what is live; null when nobody looked. */
  licence: LicenceFinding.nullable().default(null),
  /** Null: pushes deploy to it. */
  protection: Protection.nullable().default(null),
});
export type ToolDetail = z.infer<typeof ToolDetail>;

export const NewTool = z.strictObject({ name: ToolName });
export type NewTool = z.infer<typeof NewTool>;

export const Check = z.object({
  part: z.string(),
  state: z.enum(["ok", "warn", "fail"]),
  found: z.string(),
  /** How to mend it; empty when ok. */
  todo: z.string(),
});
export type Check = z.infer<typeof Check>;
