import { z } from "zod";
import { ToolName } from "../ids.ts";
import { inTool, type Route } from "../route.ts";
import { Embargo, EmbargoDetail, NewEmbargo } from "../schemas/embargoes.ts";

export const embargoRoutes = {
  "embargoes.list": {
    method: "GET",
    path: "/embargoes",
    access: "signed-in",
    summary: "The embargoes that I may see, newest first",
    query: z.object({
      /** Of this tool only. */
      of: ToolName.optional(),
      /** Those of others too: for admins, who are written down for it. */
      all: z.stringbool().default(false),
    }),
    output: z.array(Embargo),
  },
  "embargoes.open": {
    method: "POST",
    path: "/tools/:tool/embargoes",
    access: "maintainer",
    summary: "Open a place for work on the tool that only named members may see",
    params: inTool,
    body: NewEmbargo,
    output: EmbargoDetail,
  },
  "embargoes.show": {
    method: "GET",
    path: "/tools/:tool/embargo",
    access: "viewer",
    summary: "One embargo with its members; the path names its own tool",
    params: inTool,
    output: EmbargoDetail,
  },
  "embargoes.disclose": {
    method: "POST",
    path: "/tools/:tool/disclosure",
    access: "maintainer",
    summary: "Show an embargo's code, builds, logs and artifacts to all who see the tool that it is of",
    params: inTool,
    output: EmbargoDetail,
  },
} as const satisfies Record<string, Route>;
