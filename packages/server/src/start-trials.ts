import type { ToolName, UserName } from "@sluice/contract";
import { cancelBuild } from "./core/builds/cancel-build.ts";
import { endTrials } from "./core/languages/trials.ts";
import type { JobsApi } from "./core/jobs/jobs-api.ts";
import type { PreviewActions } from "./core/previews/preview-actions.ts";
import type { Pruner } from "./core/pruning/pruner.ts";
import { removeRelease } from "./core/releases/make-release.ts";
import { deleteTool } from "./core/tools/delete-tool.ts";
import type { Data } from "./open-data.ts";
import type { Builds } from "./start-builds.ts";
import type { Parts } from "./start-parts.ts";
import type { Surroundings } from "./surroundings.ts";

const lookMs = 5000;

interface Started {
  readonly engine: Parts["engine"];
  readonly pruner: Pruner;
  readonly builds: Builds;
  readonly jobs: JobsApi;
  readonly previews: PreviewActions;
}

/** Removes trials of languages whose time is over. */
export function startTrials(around: Surroundings, { store, control, logs, artifacts, kept, sources }: Data, started: Started): void {
  const { clock, onProblem } = around;
  const { builds, jobs, previews, engine, pruner } = started;
  const deps = {
    store,
    logs,
    artifacts,
    engine,
    pruner,
    jobs,
    previews,
    sources,
    kept,
    cancelBuild: (id: Parameters<typeof cancelBuild>[1]) => cancelBuild({ store, logs, clock, worker: builds.worker }, id),
    removeRelease: (tool: ToolName, user: UserName) => removeRelease({ control }, tool, user, "The trial of a language is over."),
  };
  const ended = new AbortController();
  const ending = (async () => {
    while (!ended.signal.aborted) {
      await endTrials({ store, clock, onProblem, deleteTool: (tool, by) => deleteTool(deps, tool, by) }).catch((error: unknown) =>
        onProblem("ending trials", error),
      );
      await around.pause(lookMs, ended.signal);
    }
  })();
  around.ends.defer(async () => {
    ended.abort();
    await ending;
  });
}
