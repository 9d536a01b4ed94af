import { z } from "zod";
import { inTool, type Route } from "../route.ts";
import { Drift, Stale } from "../schemas/drift.ts";

export const driftRoutes = {
  "drift.list": {
    method: "GET",
    path: "/drift",
    access: "admin",
    summary: "Where what runs differs from the control repository, over all tools",
    output: Drift,
  },
  "drift.show": {
    method: "GET",
    path: "/tools/:tool/drift",
    access: "viewer",
    summary: "Where what runs of a tool differs from the control repository",
    params: inTool,
    output: Drift,
  },
  "stale.list": {
    method: "GET",
    path: "/stale",
    access: "admin",
    summary: "Tools whose source has commits that are not deployed",
    output: z.array(Stale),
  },
  "stale.show": {
    method: "GET",
    path: "/tools/:tool/stale",
    access: "viewer",
    summary: "The commits of a tool's source that are not deployed",
    params: inTool,
    output: Stale.nullable(),
  },
} as const satisfies Record<string, Route>;
