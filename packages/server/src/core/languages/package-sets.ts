import { DebianPackage } from "@sluice/contract";
import type { BuildPlan, PackageSet } from "./build-plan.ts";
import type { Candidate, Chosen } from "./choose-versions.ts";

interface Wish {
  readonly build?: readonly string[] | undefined;
  readonly run?: readonly string[] | undefined;
}

type PackageSets =
  | { readonly kind: "sets"; readonly sets: BuildPlan["packages"] }
  | { readonly kind: "refused"; readonly reason: string; readonly why: readonly string[] };

/** The union of the languages' and the manifest's packages, for each side. */
export function packageSets(candidates: readonly Candidate[], chosen: Chosen, wish: Wish = {}): PackageSets {
  const wrong = [...(wish.build ?? []), ...(wish.run ?? [])].find((name) => !DebianPackage.safeParse(name).success);
  if (wrong !== undefined) {
    const why = [`sluice.yaml asks for ${JSON.stringify(wrong)}, which cannot be the name of a Debian package.`];
    return { kind: "refused", reason: "a package has no valid name", why };
  }
  const side = (which: "build" | "run"): PackageSet => {
    const own = candidates.flatMap(({ language, packages, buildOnly }) => {
      if (which === "run" && buildOnly) return [];
      const offered = language.version?.offered[chosen.versions.get(language.id) ?? ""];
      return [...((offered?.packages ?? language.packages)?.[which] ?? []), ...packages[which]];
    });
    return [...new Set([...own, ...(wish[which] ?? [])])].toSorted();
  };
  return { kind: "sets", sets: { build: side("build"), run: side("run") } };
}
