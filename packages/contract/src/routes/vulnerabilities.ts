import { z } from "zod";
import { inTool, Page, type Route } from "../route.ts";
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
} as const satisfies Record<string, Route>;
