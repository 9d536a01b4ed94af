import { Moment, type BaseName, type BaseStatus } from "@sluice/contract";
import { offeredAmong, type OfferedSet } from "../languages/offered-sets.ts";
import type { BaseImages } from "../ports/base-images.ts";
import type { Clock } from "../ports/clock.ts";
import type { KnownSet, PackageStore } from "../ports/package-store.ts";
import { baseGenerations } from "./base-generations.ts";

export interface RefreshDependencies {
  readonly store: PackageStore;
  readonly images: BaseImages;
  readonly clock: Clock;
  /** Names of the run sets that what should run stands on. */
  readonly inUse: () => Promise<ReadonlySet<string>>;
  /** Sets that are made ahead for first builds. */
  readonly ahead: () => readonly OfferedSet[];
  /** A set that no build took for so long, and that nothing runs on, is not baked again: it is about to be pruned. */
  readonly forgottenMs: number;
  readonly onProblem: (what: string, error: unknown) => void;
}

/** Keeps bases and the sets on them up to date. What runs is never touched: that is what a rebase is for. */
export interface Refresh {
  /** Begins to make a base again, and then the sets on it; does nothing while that goes on. */
  begin(base: BaseName): void;
  /** Bakes the sets again that stand on an older base than there is. */
  bringUp(): Promise<void>;
  /** Begins with the bases that were last made before `before`. */
  beginDue(before: string): Promise<void>;
  status(): Promise<readonly BaseStatus[]>;
  /** Resolves when nothing goes on any more. */
  idle(): Promise<void>;
}

export function createRefresh(deps: RefreshDependencies): Refresh {
  const { store, images, clock } = deps;
  const going = new Map<BaseName, Promise<void>>();
  const problems = new Map<BaseName, string>();

  async function wanted(base: BaseName): Promise<readonly KnownSet[]> {
    const used = await deps.inUse();
    const since = new Date(Date.parse(clock.now()) - deps.forgottenMs).toISOString();
    const isAhead = offeredAmong(deps.ahead());
    const isWanted = (set: KnownSet): boolean => set.used >= since || used.has(set.name) || isAhead(set);
    return (await store.packageSets()).filter((set) => set.base === base && isWanted(set));
  }

  /** `all`: also those that stand on this very base, as their packages may have become newer. */
  async function bake(base: BaseName, all: boolean): Promise<boolean> {
    const content = await images.baseContent(base);
    let isNew = false;
    for (const { side, packages, baseContent } of await wanted(base)) {
      if (all || baseContent !== content) isNew = (await images.refreshSet(side, base, packages)) || isNew;
    }
    return isNew;
  }

  async function refresh(base: BaseName): Promise<void> {
    const before = (await store.bases()).find((row) => row.base === base);
    const isNewBase = await images.refreshBase(base);
    const isNew = (await bake(base, true)) || isNewBase;
    const now = Moment.parse(clock.now());
    await store.putBase({ base, checked: now, changed: isNew ? now : (before?.changed ?? now) });
  }

  function once(base: BaseName, work: () => Promise<void>): Promise<void> {
    const before = going.get(base);
    if (before !== undefined) return before;
    const mine = work().then(
      () => void problems.delete(base),
      (error: unknown) => {
        problems.set(base, error instanceof Error ? error.message : String(error));
        throw error;
      },
    );
    const kept = mine.finally(() => going.delete(base));
    kept.catch(() => undefined);
    going.set(base, kept);
    return kept;
  }

  const begin = (base: BaseName): void => {
    once(base, () => refresh(base)).catch((error: unknown) => deps.onProblem(`refreshing ${base}`, error));
  };

  return {
    begin,
    async bringUp() {
      for (const base of new Set((await store.packageSets()).map((set) => set.base))) {
        await once(base, async () => void (await bake(base, false)));
      }
    },
    async beginDue(before) {
      const known = new Map((await store.bases()).map((row) => [row.base, row]));
      for (const base of new Set((await store.packageSets()).map((set) => set.base))) {
        const row = known.get(base);
        const now = Moment.parse(clock.now());
        if (row === undefined) await store.putBase({ base, checked: now, changed: now });
        else if (row.checked <= before) begin(base);
      }
    },
    async status() {
      const [rows, sets] = await Promise.all([store.bases(), store.packageSets()]);
      return baseGenerations.map(({ name, fullSupport, endOfLife }) => {
        const row = rows.find(({ base }) => base === name);
        return {
          base: name,
          checked: row?.checked ?? null,
          changed: row?.changed ?? null,
          sets: sets.filter(({ base }) => base === name).length,
          fullSupport,
          endOfLife,
          refreshing: going.has(name),
          problem: problems.get(name) ?? null,
        };
      });
    },
    async idle() {
      await Promise.allSettled(going.values());
    },
  };
}
