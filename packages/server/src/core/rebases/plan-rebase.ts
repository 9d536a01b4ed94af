import type { RebasePlan } from "@sluice/contract";
import type { Control, ControlEntry } from "../ports/control.ts";
import type { PackageStore } from "../ports/package-store.ts";
import type { Rebaser } from "../ports/rebaser.ts";
import { previewOf } from "../previews/run-name.ts";
import { freshnessOf } from "./freshness.ts";

export interface RebasePlanDependencies {
  readonly control: Pick<Control, "head" | "readAll">;
  readonly rebaser: Rebaser;
  readonly store: Pick<PackageStore, "packageSets">;
}

const parallel = 8;

/** What a rebase of all tools would do, by tool. Asks the registry twice for each image. */
export async function planRebase(deps: RebasePlanDependencies): Promise<readonly RebasePlan[]> {
  const sets = new Map((await deps.store.packageSets()).map((set) => [set.name, set]));
  const newest = new Map<string, ReturnType<Rebaser["newest"]>>();
  const rebaser: Rebaser = {
    ...deps.rebaser,
    standsOn: (image) => deps.rebaser.standsOn(image),
    hasOwnBase: (image) => deps.rebaser.hasOwnBase(image),
    newest(set) {
      const known = newest.get(set) ?? deps.rebaser.newest(set);
      newest.set(set, known);
      return known;
    },
  };
  // a preview ends soon, and has the newest base at its next deployment
  const entries = (await releasesOf(deps.control)).filter(({ tool }) => previewOf(tool) === null);
  const plans: RebasePlan[] = [];
  for (let at = 0; at < entries.length; at += parallel) {
    const some = await Promise.all(
      entries.slice(at, at + parallel).map(async ({ tool, file }): Promise<RebasePlan> => {
        const found = await freshnessOf(rebaser, file.image);
        if (found.kind === "unknown") return { tool, base: null, state: "unknown", reason: found.reason };
        return { tool, base: sets.get(found.set)?.base ?? null, state: found.kind, reason: "" };
      }),
    );
    plans.push(...some);
  }
  return plans;
}

/** Tools and previews with something to run, by name. */
export async function releasesOf(
  control: Pick<Control, "head" | "readAll">,
): Promise<readonly Extract<ControlEntry, { kind: "release" }>[]> {
  const head = await control.head();
  const all = head === null ? [] : await control.readAll(head);
  return all.filter((entry) => entry.kind === "release").toSorted((a, b) => (a.tool < b.tool ? -1 : 1));
}

/** Names of the run sets that what should run stands on: they must not be removed. */
export async function setsInUse({ control, rebaser }: Pick<RebasePlanDependencies, "control" | "rebaser">): Promise<ReadonlySet<string>> {
  const images = [...new Set((await releasesOf(control)).map(({ file }) => file.image))];
  const used = new Set<string>();
  for (let at = 0; at < images.length; at += parallel) {
    const found = await Promise.all(images.slice(at, at + parallel).map((image) => rebaser.standsOn(image)));
    for (const on of found) if (on !== null) used.add(on.set);
  }
  return used;
}
