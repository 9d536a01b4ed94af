import type { Handlers } from "../handler.ts";

type Names = "jobs.list" | "jobs.show" | "jobs.run" | "jobs.pause" | "jobs.resume";

export const jobHandlers: Pick<Handlers, Names> = {
  "jobs.list": ({ deps, params }) => deps.jobs.list(params.tool),
  "jobs.show": ({ deps, params }) => deps.jobs.show(params.tool, params.job),
  "jobs.run": ({ deps, me, params }) => deps.jobs.run(params.tool, params.job, me.user),
  "jobs.pause": ({ deps, me, params }) => deps.jobs.pause(params.tool, params.job, me.user),
  "jobs.resume": ({ deps, params }) => deps.jobs.resume(params.tool, params.job),
};
