import type { Base, BuildPlan } from "./build-plan.ts";
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
