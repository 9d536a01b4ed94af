import { isLow } from "./checks/disk-check.ts";
import { controlNames, storeNames, type NameSource } from "./core/pruning/names.ts";
import type { OfferedSet } from "./core/languages/offered-sets.ts";
import { rememberedSets } from "./core/pruning/standing.ts";
import { createPruner, type Pruner } from "./core/pruning/pruner.ts";
import type { Data } from "./open-data.ts";
import type { Parts } from "./start-parts.ts";
import type { Surroundings } from "./surroundings.ts";

const [minute, day] = [60_000, 24 * 3600_000];
const lookMs = 15_000;

/** Removes what nothing needs, by itself and when it is asked to. */
export function startPruning(
  around: Surroundings,
  { data, store, control, logs, artifacts, kept }: Data,
  { registry, engine }: Parts,
  ahead: () => readonly OfferedSet[],
): Pruner {
  const { values, clock, pause, stopping, onProblem, ends } = around;
  // All that names images. Who comes to name some adds itself here.
  const sources: readonly NameSource[] = [
    storeNames(store, values["releases-kept"]),
    controlNames(control, "tools"),
    controlNames(control.components.control, "components"),
  ];
  const disks = async (): Promise<readonly string[]> => [data.path, ...(await engine.disk())];
  const pruner = createPruner({
    store,
    sources,
    registry,
    engine: engine.stock,
    setUnder: rememberedSets(
      async (repository, digest) => (await registry.standsOn(`${registry.host}/${repository}@${digest}`))?.set ?? null,
    ),
    ahead,
    logs,
    artifacts,
    kept,
    clock,
    installation: data.installation,
    rules: {
      releases: values["releases-kept"],
      graceMs: values["prune-grace"] * minute,
      builds: values["builds-kept"],
      buildsMs: values["builds-days"] * day,
      cachesMs: values["caches-days"] * day,
      setsMs: values["sets-days"] * day,
    },
    pressed: async () => isLow(await disks(), values["disk-low"]),
    audit: (entry) => store.audit(entry),
    intervalMs: values["prune-interval"] * minute,
    onProblem: (error) => onProblem("pruning", error),
    stop: stopping.signal,
  });
  const pruning = (async () => {
    while (!stopping.signal.aborted) {
      // The start of a server has better things to do.
      await pause(lookMs, stopping.signal);
      if (!stopping.signal.aborted) await pruner.tick().catch((error: unknown) => onProblem("pruning", error));
    }
  })();
  ends.defer(async () => {
    stopping.abort();
    await pruning;
  });
  return pruner;
}
