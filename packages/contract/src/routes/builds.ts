import { BuildId } from "../ids.ts";
import { inTool, LogQuery, Page, type Route } from "../route.ts";
import { Build, LogLine, PushedBuild } from "../schemas/builds.ts";
import { z } from "zod";

export const buildRoutes = {
  "builds.list": {
    method: "GET",
    path: "/tools/:tool/builds",
    access: "viewer",
    summary: "Builds, newest first",
    params: inTool,
    query: Page,
    output: z.array(Build),
  },
  "builds.show": {
    method: "GET",
    path: "/tools/:tool/builds/:build",
    access: "viewer",
    summary: "One build",
    deploys: true,
    params: inTool.extend({ build: BuildId }),
    output: Build,
  },
  "builds.together": {
    method: "GET",
    path: "/tools/:tool/builds/:build/together",
    access: "viewer",
    summary: "All builds of the push that a build is of, when the push was to this tool; else the build alone",
    deploys: true,
    params: inTool.extend({ build: BuildId }),
    output: z.array(PushedBuild),
  },
  "builds.log": {
    method: "GET",
    path: "/tools/:tool/builds/:build/log",
    access: "viewer",
    summary: "The log of a build and its deployment",
    deploys: true,
    params: inTool.extend({ build: BuildId }),
    query: LogQuery,
    output: LogLine,
    stream: "lines",
  },
  "builds.cancel": {
    method: "POST",
    path: "/tools/:tool/builds/:build/cancel",
    access: "maintainer",
    summary: "Cancel a build that is queued or running",
    params: inTool.extend({ build: BuildId }),
    output: Build,
  },
} as const satisfies Record<string, Route>;
