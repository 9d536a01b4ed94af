import { Done, inTool, type Route } from "../route.ts";
import { NewLicencePolicy, ToolLicence } from "../schemas/licences.ts";

export const licenceRoutes = {
  "licences.show": {
    method: "GET",
    path: "/tools/:tool/licence",
    access: "viewer",
    summary: "The licence of what is live, and what the next push must have",
    params: inTool,
    output: ToolLicence,
  },
  "licences.set": {
    method: "PUT",
    path: "/tools/:tool/licence",
    access: "admin",
    summary: "Ask something else of one tool's licence than of all",
    params: inTool,
    body: NewLicencePolicy,
    output: ToolLicence,
  },
  "licences.unset": {
    method: "DELETE",
    path: "/tools/:tool/licence",
    access: "admin",
    summary: "Ask of a tool's licence what is asked of all",
    params: inTool,
    output: Done,
  },
} as const satisfies Record<string, Route>;
