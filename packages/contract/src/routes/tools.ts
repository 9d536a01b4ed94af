import { z } from "zod";
import { Moment, UserName } from "../ids.ts";
import { Done, inTool, LogQuery, Page, type Route } from "../route.ts";
import { Member, Role } from "../schemas/access.ts";
import { LogLine } from "../schemas/builds.ts";
import { ToolStatus } from "../schemas/releases.ts";
import { NewTool, Protection, Tool, ToolDetail } from "../schemas/tools.ts";

export const toolRoutes = {
  "tools.list": { method: "GET", path: "/tools", access: "signed-in", summary: "The tools I may see", query: Page, output: z.array(Tool) },
  "tools.create": { method: "POST", path: "/tools", access: "signed-in", summary: "Create a tool", body: NewTool, output: ToolDetail },
  "tools.show": {
    method: "GET",
    path: "/tools/:tool",
    access: "viewer",
    summary: "One tool with its members",
    params: inTool,
    output: ToolDetail,
  },
  "tools.status": {
    method: "GET",
    path: "/tools/:tool/status",
    access: "viewer",
    summary: "What runs, and how it is",
    params: inTool,
    output: ToolStatus,
  },
  "tools.delete": {
    method: "DELETE",
    path: "/tools/:tool",
    access: "maintainer",
    summary: "Delete a tool with all it has",
    params: inTool,
    output: Done,
  },
  "tools.protect": {
    method: "PUT",
    path: "/tools/:tool/protection",
    access: "maintainer",
    summary: "From now on only promotions lead into the tool, and each needs two people",
    params: inTool,
    output: Protection,
  },
  "tools.unprotect": {
    method: "DELETE",
    path: "/tools/:tool/protection",
    access: "admin",
    summary: "Let pushes deploy to the tool again",
    params: inTool,
    output: Done,
  },
  "tools.logs": {
    method: "GET",
    path: "/tools/:tool/logs",
    access: "viewer",
    summary: "What the processes print and printed, kept after they are gone",
    params: inTool,
    query: LogQuery.extend({
      process: z.string().max(100).optional(),
      stream: LogLine.shape.stream.optional(),
      /** Lines that contain this, whatever the case. */
      text: z.string().min(1).max(200).optional(),
      since: Moment.optional(),
      until: Moment.optional(),
      /** At most as many of the last lines that match. */
      tail: z.coerce.number().int().min(0).max(10_000).default(100),
    }),
    output: LogLine,
    stream: "lines",
  },
  "members.set": {
    method: "PUT",
    path: "/tools/:tool/members/:user",
    access: "maintainer",
    summary: "Add a member or change the role",
    params: inTool.extend({ user: UserName }),
    body: z.strictObject({ role: Role }),
    output: Member,
  },
  "members.remove": {
    method: "DELETE",
    path: "/tools/:tool/members/:user",
    access: "maintainer",
    summary: "Remove a member",
    params: inTool.extend({ user: UserName }),
    output: Done,
  },
} as const satisfies Record<string, Route>;
