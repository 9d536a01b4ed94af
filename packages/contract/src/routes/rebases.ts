import { z } from "zod";
import { inTool, type Route } from "../route.ts";
import { NewRebase, Rebase, RebaseId, RebasePlan, RebaseWithTools } from "../schemas/rebases.ts";
import { Release } from "../schemas/releases.ts";

const inRebase = z.object({ rebase: RebaseId });

export const rebaseRoutes = {
  "rebases.tool": {
    method: "POST",
    path: "/tools/:tool/rebase",
    access: "maintainer",
    summary: "Make a release of the same layers on the newest base; null when it stands on it",
    params: inTool,
    output: z.object({ release: Release.nullable() }),
  },
  "rebases.plan": {
    method: "GET",
    path: "/rebases/plan",
    access: "admin",
    summary: "Which tools stand on an older base than there is",
    output: z.array(RebasePlan),
  },
  "rebases.list": {
    method: "GET",
    path: "/rebases",
    access: "admin",
    summary: "Rebases of all tools, newest first",
    output: z.array(Rebase),
  },
  "rebases.create": {
    method: "POST",
    path: "/rebases",
    access: "admin",
    summary: "Rebase all tools, wave by wave",
    body: NewRebase,
    output: Rebase,
  },
  "rebases.show": {
    method: "GET",
    path: "/rebases/:rebase",
    access: "admin",
    summary: "One rebase with its tools",
    params: inRebase,
    output: RebaseWithTools,
  },
  "rebases.stop": {
    method: "POST",
    path: "/rebases/:rebase/stop",
    access: "admin",
    summary: "Begin no more tools of a rebase",
    params: inRebase,
    output: RebaseWithTools,
  },
} as const satisfies Record<string, Route>;
