import { z } from "zod";
import { ReleaseNumber } from "../ids.ts";
import { inTool, Page, type Route } from "../route.ts";
import { Release } from "../schemas/releases.ts";

export const releaseRoutes = {
  "releases.list": {
    method: "GET",
    path: "/tools/:tool/releases",
    access: "viewer",
    summary: "Releases, newest first",
    params: inTool,
    query: Page,
    output: z.array(Release),
  },
  "releases.show": {
    method: "GET",
    path: "/tools/:tool/releases/:release",
    access: "viewer",
    summary: "One release",
    params: inTool.extend({ release: ReleaseNumber }),
    output: Release,
  },
} as const satisfies Record<string, Route>;
