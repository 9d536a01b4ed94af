import { SluiceError, type RunId, type ToolName } from "@sluice/contract";
import { runLogName } from "../../core/jobs/run-log.ts";
import type { RunRow } from "../../core/ports/run-store.ts";
import type { HttpDependencies } from "../dependencies.ts";
import type { Handlers } from "../handler.ts";
import { pageOf } from "../page-of.ts";

type Names = "runs.list" | "runs.create" | "runs.show" | "runs.log" | "runs.cancel" | "runs.retry";

const pollMs = 500;

async function runOf(deps: HttpDependencies, tool: ToolName, id: RunId): Promise<RunRow> {
  const run = await deps.store.run(id);
  if (run?.tool !== tool) throw new SluiceError("not-found", `${tool} has no run ${id}.`);
  return run;
}

export const runHandlers: Pick<Handlers, Names> = {
  "runs.list": ({ deps, params, query }) => deps.store.runs(params.tool, pageOf(query), query.job),
  "runs.create": ({ deps, me, params, body }) => deps.jobs.create(params.tool, body, me.user),
  "runs.show": ({ deps, params }) => runOf(deps, params.tool, params.run),
  "runs.log": async function* ({ deps, params, query, signal }) {
    let run = await runOf(deps, params.tool, params.run);
    let from = query.from;
    for (;;) {
      for await (const line of deps.logs.read(runLogName(run.id), { from, follow: query.follow }, signal)) {
        from = line.n + 1;
        yield line;
      }
      // a log begins with the first line: a run that waits for its place has none yet
      if (!query.follow || signal.aborted || (run.state !== "queued" && run.state !== "running")) return;
      await deps.pause(pollMs, signal);
      run = await runOf(deps, params.tool, params.run);
    }
  },
  "runs.cancel": async ({ deps, me, params }) => deps.jobs.cancel(await runOf(deps, params.tool, params.run), me.user),
  "runs.retry": async ({ deps, me, params }) => deps.jobs.retry(await runOf(deps, params.tool, params.run), me.user),
};
