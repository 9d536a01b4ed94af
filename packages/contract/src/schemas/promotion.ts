import { z } from "zod";
import { ToolName } from "../ids.ts";

/** Where a tool's image goes next: by a person's word, or by itself once it has been live and healthy for a while. */
export const PromotionRule = z.strictObject({
  to: ToolName,
  when: z.enum(["manual", "healthy"]).default("manual"),
});
export type PromotionRule = z.infer<typeof PromotionRule>;
