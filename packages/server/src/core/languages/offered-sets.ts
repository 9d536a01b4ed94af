import type { Base, BuildPlan } from "./build-plan.ts";
import type { PackageSetRow } from "../ports/package-store.ts";
import type { Language } from "./language.ts";

export interface OfferedSet {
  readonly base: Base;
  readonly packages: BuildPlan["packages"];
}

/** The package sets that are made ahead: what most first builds will need. */
export function packageSetsOf(languages: readonly Language[]): readonly OfferedSet[] {
  const sets = languages.flatMap(({ ahead, version, packages }): OfferedSet[] => {
    const offered = version?.offered[version.default];
    const both = offered?.packages ?? packages;
    return !ahead || both === undefined
      ? []
      : [{ base: offered?.base ?? "debian-13", packages: { build: sorted(both.build), run: sorted(both.run) } }];
  });
  return [...new Map(sets.map((set) => [JSON.stringify(set), set])).values()];
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted();
}

/** Tells of a set whether it is one of these. */
export function offeredAmong(sets: readonly OfferedSet[]): (set: Pick<PackageSetRow, "side" | "base" | "packages">) => boolean {
  const keyOf = (side: string, base: Base, packages: readonly string[]): string => JSON.stringify([side, base, sorted(packages)]);
  const keys = new Set(sets.flatMap(({ base, packages: { build, run } }) => [keyOf("build", base, build), keyOf("run", base, run)]));
  return ({ side, base, packages }) => keys.has(keyOf(side, base, packages));
}
