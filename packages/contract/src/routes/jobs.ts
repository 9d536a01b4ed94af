import { z } from "zod";
import { inTool, type Route } from "../route.ts";
import { JobStatus, Run } from "../schemas/jobs.ts";
import { PartName } from "../schemas/releases.ts";

const inJob = inTool.extend({ job: PartName });

export const jobRoutes = {
  "jobs.list": {
    method: "GET",
    path: "/tools/:tool/jobs",
    access: "viewer",
    summary: "The jobs of the live release, with their last and next run",
    params: inTool,
    output: z.array(JobStatus),
  },
  "jobs.show": {
    method: "GET",
    path: "/tools/:tool/jobs/:job",
    access: "viewer",
    summary: "One job",
    params: inJob,
    output: JobStatus,
  },
  "jobs.run": {
    method: "POST",
    path: "/tools/:tool/jobs/:job/run",
    access: "maintainer",
    summary: "Run a job now",
    params: inJob,
    output: Run,
  },
  "jobs.pause": {
    method: "POST",
    path: "/tools/:tool/jobs/:job/pause",
    access: "maintainer",
    summary: "Run it by its schedule no more, until resumed",
    params: inJob,
    output: JobStatus,
  },
  "jobs.resume": {
    method: "POST",
    path: "/tools/:tool/jobs/:job/resume",
    access: "maintainer",
    summary: "Run it by its schedule again",
    params: inJob,
    output: JobStatus,
  },
} as const satisfies Record<string, Route>;
