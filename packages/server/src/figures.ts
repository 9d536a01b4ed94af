import { BuildState, DifferenceKind, ReleaseState, type Check } from "@sluice/contract";
import type { Figures } from "./core/ports/metrics.ts";
import type { Store } from "./core/ports/store.ts";
import type { Reconciler } from "./core/reconcile/reconciler.ts";
import { staleOfAll, type StaleDependencies } from "./core/releases/stale.ts";
import { remembered } from "./remembered.ts";

interface FigureSources extends StaleDependencies {
  readonly store: Store;
  readonly reconciler: Reconciler;
  readonly monotonic: () => number;
  readonly checks: () => Promise<readonly Check[]>;
}

/** Drift is one listing; stale asks git once for each tool that differs. */
const driftMs = 15_000;
const staleMs = 300_000;

export function figuresOf(sources: FigureSources): () => Promise<Figures> {
  const { store, reconciler, monotonic, checks } = sources;
  const drift = remembered(() => reconciler.drift(null), driftMs, monotonic);
  const stale = remembered(() => staleOfAll(sources), staleMs, monotonic);
  return async () => {
    const differences = await drift();
    return {
      tools: await store.countTools(),
      builds: filled(BuildState.options, await store.buildStates()),
      releases: filled(ReleaseState.options, await store.releaseStates()),
      conditions: reconciler.conditions(),
      drift: filled(
        DifferenceKind.options,
        new Map(DifferenceKind.options.map((kind) => [kind, differences.filter((one) => one.kind === kind).length])),
      ),
      stale: (await stale()).length,
      parts: await checks(),
    };
  };
}

function filled<K extends string>(keys: readonly K[], counts: ReadonlyMap<string, number>): ReadonlyMap<K, number> {
  return new Map(keys.map((key) => [key, counts.get(key) ?? 0]));
}
