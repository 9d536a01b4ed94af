import { z } from "zod";
import { Moment, ReleaseNumber, ToolName } from "../ids.ts";

/** Where a tool's image goes next: by a person's word, or by itself once it has been live and healthy for a while. */
export const PromotionRule = z.strictObject({
  to: ToolName,
  when: z.enum(["manual", "healthy"]).default("manual"),
  /** Run against what is live before it goes on by itself; it does when this ends well. */
  test: z.string().min(1).max(4096).optional(),
  /** Seconds after which the test is ended; without it 30 min. */
  timeout: z.number().int().min(1).max(86_400).optional(),
});
export type PromotionRule = z.infer<typeof PromotionRule>;

/** A promotion that the manifest asks for: waiting → done | ended, with the reason. */
export const Promotion = z.object({
  tool: ToolName,
  release: ReleaseNumber,
  to: ToolName,
  state: z.enum(["waiting", "done", "ended"]),
  /** When it is looked at next. */
  due: Moment,
  reason: z.string(),
});
export type Promotion = z.infer<typeof Promotion>;
