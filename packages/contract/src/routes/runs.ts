import { z } from "zod";
import { inTool, LogQuery, Page, type Route } from "../route.ts";
import { LogLine } from "../schemas/builds.ts";
import { NewRun, Run, RunId } from "../schemas/jobs.ts";
import { PartName } from "../schemas/releases.ts";

const inRun = inTool.extend({ run: RunId });

export const runRoutes = {
  "runs.list": {
    method: "GET",
    path: "/tools/:tool/runs",
    access: "viewer",
    summary: "Runs of jobs and one-off commands, newest first",
    params: inTool,
    query: Page.extend({ job: PartName.optional() }),
    output: z.array(Run),
  },
  "runs.create": {
    method: "POST",
    path: "/tools/:tool/runs",
    access: "maintainer",
    summary: "Run a command once in the live release's image",
    params: inTool,
    body: NewRun,
    output: Run,
  },
  "runs.show": { method: "GET", path: "/tools/:tool/runs/:run", access: "viewer", summary: "One run", params: inRun, output: Run },
  "runs.log": {
    method: "GET",
    path: "/tools/:tool/runs/:run/log",
    access: "viewer",
    summary: "What a run printed",
    params: inRun,
    query: LogQuery,
    output: LogLine,
    stream: "lines",
  },
  "runs.cancel": {
    method: "POST",
    path: "/tools/:tool/runs/:run/cancel",
    access: "maintainer",
    summary: "End a run that is queued or running",
    params: inRun,
    output: Run,
  },
  "runs.retry": {
    method: "POST",
    path: "/tools/:tool/runs/:run/retry",
    access: "maintainer",
    summary: "Run the same once more, in the live release's image",
    params: inRun,
    output: Run,
  },
} as const satisfies Record<string, Route>;
