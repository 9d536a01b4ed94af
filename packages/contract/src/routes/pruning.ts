import { z } from "zod";
import { ToolName } from "../ids.ts";
import type { Route } from "../route.ts";
import { PrunePlan, PruneResult } from "../schemas/pruning.ts";

export const pruningRoutes = {
  "pruning.show": {
    method: "GET",
    path: "/pruning",
    access: "admin",
    summary: "What pruning would remove now, and why",
    query: z.object({
      /** Only what is of this tool. */
      tool: ToolName.optional(),
      /** Also what stays, with what needs it. */
      stays: z.stringbool().default(false),
    }),
    output: PrunePlan,
  },
  "pruning.run": {
    method: "POST",
    path: "/pruning",
    access: "admin",
    summary: "Remove what nothing needs, now",
    output: PruneResult,
  },
} as const satisfies Record<string, Route>;
