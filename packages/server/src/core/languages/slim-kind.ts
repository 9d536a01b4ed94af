import type { PackageSet, SlimKind } from "./build-plan.ts";
import type { Language } from "./language.ts";

/** The smallest run image that all languages can do with. A package to run with needs the whole base. */
export function slimKind(candidates: readonly { readonly language: Language }[], runPackages: PackageSet): SlimKind | null {
  if (runPackages.length > 0) return null;
  // What stands beside (a Procfile) starts what the others built.
  const kinds = candidates.filter(({ language }) => !language.detect.beside).map(({ language }) => language.slim);
  if (kinds.length === 0 || kinds.includes(undefined)) return null;
  return kinds.includes("libc") ? "libc" : "static";
}
