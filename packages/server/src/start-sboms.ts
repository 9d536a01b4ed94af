import { join } from "node:path";
import { sbomFiles } from "./adapters/sboms-files/sbom-files.ts";
import { sbomWork, type SbomWork } from "./core/sboms/sbom-work.ts";
import type { Data } from "./open-data.ts";
import type { Parts } from "./start-parts.ts";
import type { Surroundings } from "./surroundings.ts";

const [day, restMs] = [24 * 3600_000, 15_000];

/** Lists of what images have: made when asked for, and some time after each build. */
export function startSboms(around: Surroundings, { data, store, sources }: Data, { registry }: Parts): SbomWork {
  const { values, clock, onProblem } = around;
  const files = sbomFiles(join(data.path, "sboms"));
  // a tool may be built from another tool's repository
  const from: Pick<typeof sources, "file"> = {
    file: async (tool, commit, path) => sources.file((await store.sourceOf(tool, commit)) ?? tool, commit, path),
  };
  const work = sbomWork(
    { contents: registry.contents, files, sources: from },
    { rest: (signal) => around.pause(restMs, signal), onProblem },
  );
  const ended = new AbortController();
  const tidying = (async () => {
    while (!ended.signal.aborted) {
      await around.pause(day / 24, ended.signal);
      if (ended.signal.aborted) return;
      const before = new Date(Date.parse(clock.now()) - values["builds-days"] * day);
      await files.forget(before).catch((error: unknown) => onProblem("forgetting old lists of packages", error));
    }
  })();
  around.ends.defer(async () => {
    ended.abort();
    await Promise.all([tidying, work.stop()]);
  });
  return work;
}
