import { z } from "zod";
import { BuildId, Moment, UserName } from "../ids.ts";

/** Deployments of a tool's pushes wait until somebody resumes them. */
export const Pause = z.object({
  by: UserName,
  at: Moment,
  /** Empty when nobody said why. */
  why: z.string(),
  /** The newest build that waits for its release. */
  held: BuildId.nullable(),
});
export type Pause = z.infer<typeof Pause>;

export const NewPause = z.strictObject({ why: z.string().max(200).default("") });
export type NewPause = z.infer<typeof NewPause>;
