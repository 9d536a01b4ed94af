import { BuildState, DifferenceKind, Moment, RebaseTool, ReleaseState, type Check } from "@sluice/contract";
import type { Figures, PruningFigures } from "./core/ports/metrics.ts";
import type { PackageStore } from "./core/ports/package-store.ts";
import type { RebaseStore } from "./core/ports/rebase-store.ts";
import type { Store } from "./core/ports/store.ts";
import type { Reconciler } from "./core/reconcile/reconciler.ts";
import { staleOfAll, type StaleDependencies } from "./core/releases/stale.ts";
import { remembered } from "./remembered.ts";

interface FigureSources extends StaleDependencies {
  readonly store: Store;
  readonly reconciler: Reconciler;
  readonly monotonic: () => number;
  readonly checks: () => Promise<readonly Check[]>;
  readonly now: () => string;
  readonly pruning: () => Promise<PruningFigures>;
}

/** Drift is one listing; stale asks git once for each tool that differs. */
const driftMs = 15_000;
const staleMs = 300_000;

export function figuresOf(sources: FigureSources): () => Promise<Figures> {
  const { store, reconciler, monotonic, checks, pruning } = sources;
  const drift = remembered(() => reconciler.drift(null), driftMs, monotonic);
  const stale = remembered(() => staleOfAll(sources), staleMs, monotonic);
  const vulnerabilities = remembered(() => store.vulnerabilityCounts(Moment.parse(sources.now())), staleMs, monotonic);
  return async () => {
    const differences = await drift();
    return {
      tools: await store.countTools(),
      previews: (await store.previews(null)).length,
      builds: filled(BuildState.options, await store.buildStates()),
      releases: filled(ReleaseState.options, await store.releaseStates()),
      conditions: reconciler.conditions(),
      drift: filled(
        DifferenceKind.options,
        new Map(DifferenceKind.options.map((kind) => [kind, differences.filter((one) => one.kind === kind).length])),
      ),
      stale: (await stale()).length,
      bases: await baseAges(store, sources.now()),
      rebase: filled(RebaseTool.shape.state.options, await rebaseStates(store)),
      vulnerabilities: await vulnerabilities(),
      parts: await checks(),
      pruning: await pruning(),
    };
  };
}

async function baseAges(store: PackageStore, now: string): Promise<ReadonlyMap<string, number>> {
  return new Map((await store.bases()).map(({ base, checked }) => [base, Math.max(0, (Date.parse(now) - Date.parse(checked)) / 1000)]));
}

async function rebaseStates(store: RebaseStore): Promise<ReadonlyMap<RebaseTool["state"], number>> {
  const [newest] = await store.rebases(1);
  const counts = new Map<RebaseTool["state"], number>();
  for (const { state } of newest === undefined ? [] : await store.rebaseTools(newest.id)) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

function filled<K extends string>(keys: readonly K[], counts: ReadonlyMap<string, number>): ReadonlyMap<K, number> {
  return new Map(keys.map((key) => [key, counts.get(key) ?? 0]));
}
