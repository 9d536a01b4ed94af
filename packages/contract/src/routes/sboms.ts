import { inTool, type Route } from "../route.ts";
import { Sbom, SbomQuery } from "../schemas/sboms.ts";

export const sbomRoutes = {
  "sboms.show": {
    method: "GET",
    path: "/tools/:tool/sbom",
    access: "viewer",
    summary: "All packages in the image of a build, or in what is live, as CycloneDX",
    params: inTool,
    query: SbomQuery,
    output: Sbom,
  },
} as const satisfies Record<string, Route>;
