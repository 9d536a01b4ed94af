import { z } from "zod";
import { Done, inTool, Page, type Route } from "../route.ts";
import { LicencePolicy, ListedLicence, NewLicencePolicy, ToolLicence } from "../schemas/licences.ts";

export const licenceRoutes = {
  "licences.list": {
    method: "GET",
    path: "/licences",
    access: "admin",
    summary: "The licences of what is live of all tools, by name, and what becomes of a push of the same",
    query: Page.extend({
      /** Only those of which a push would be refused. */
      refused: z.stringbool().default(false),
      /** As if the installation asked this of all that are asked nothing of their own. */
      policy: LicencePolicy.optional(),
    }),
    output: z.array(ListedLicence),
  },
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
