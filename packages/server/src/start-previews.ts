import { cancelBuild } from "./core/builds/cancel-build.ts";
import { previewActions, type PreviewActions } from "./core/previews/preview-actions.ts";
import { createReaper } from "./core/previews/reap.ts";
import { previewTimes } from "./preview-options.ts";
import type { Reconciler } from "./core/reconcile/reconciler.ts";
import type { Data } from "./open-data.ts";
import type { Builds } from "./start-builds.ts";
import type { Parts } from "./start-parts.ts";
import type { Surroundings } from "./surroundings.ts";

const lookMs = 2000;

/** Previews for people, and the reaper that removes them when their time is over. */
export function startPreviews(around: Surroundings, all: Data, { runtime }: Parts, reconciler: Reconciler, builds: Builds): PreviewActions {
  const { store, control, logs, kept, redaction } = all;
  const { clock, values, onProblem } = around;
  const deps = {
    store,
    control,
    clock,
    kept,
    runtime,
    redaction,
    times: previewTimes(values),
    urlOf: around.urlOf,
    cancelBuild: (id: Parameters<typeof cancelBuild>[1]) => cancelBuild({ store, logs, clock, worker: builds.worker }, id),
    processStatus: reconciler.processStatus,
    condition: reconciler.condition,
  };
  const reap = createReaper(deps);
  const ended = new AbortController();
  const reaping = (async () => {
    while (!ended.signal.aborted) {
      await reap().catch((error: unknown) => onProblem("removing previews", error));
      await around.pause(lookMs, ended.signal);
    }
  })();
  around.ends.defer(async () => {
    ended.abort();
    await reaping;
  });
  return previewActions(deps);
}
