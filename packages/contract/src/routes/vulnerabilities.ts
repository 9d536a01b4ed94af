import { z } from "zod";
import { ToolName } from "../ids.ts";
import { Done, inTool, Page, type Route } from "../route.ts";
import { Acceptance, FindingId, NewAcceptance } from "../schemas/acceptances.ts";
import { Scan, ScannedTool, ScanQuery } from "../schemas/vulnerabilities.ts";

export const vulnerabilityRoutes = {
  "vulnerabilities.list": {
    method: "GET",
    path: "/vulnerabilities",
    access: "admin",
    summary: "Tools whose live images were scanned, by name, with what was found",
    query: Page,
    output: z.array(ScannedTool),
  },
  "vulnerabilities.show": {
    method: "GET",
    path: "/tools/:tool/vulnerabilities",
    access: "viewer",
    summary: "Vulnerable packages in what is live, or in the image of a build",
    params: inTool,
    query: ScanQuery,
    output: Scan,
  },
  "vulnerabilities.accepted": {
    method: "GET",
    path: "/vulnerabilities/accepted",
    access: "admin",
    summary: "Findings that are accepted, or were until not long ago, newest first",
    query: Page,
    output: z.array(Acceptance),
  },
  "vulnerabilities.accept": {
    method: "POST",
    path: "/vulnerabilities/accepted",
    access: "admin",
    summary: "Take findings as they are, for one tool or for all, until a moment; in place of what was said of them before",
    body: NewAcceptance,
    output: z.array(Acceptance),
  },
  "vulnerabilities.unaccept": {
    method: "DELETE",
    path: "/vulnerabilities/accepted/:finding",
    access: "admin",
    summary: "Accept a finding no more",
    params: z.object({ finding: FindingId }),
    query: z.object({
      /** Of this tool; without it, what was said of all. */
      tool: ToolName.optional(),
    }),
    output: Done,
  },
} as const satisfies Record<string, Route>;
