import type { PackageSet } from "./build-plan.ts";
import { isWanted } from "./condition-holds.ts";
import { findFiles, type Source } from "./find-files.ts";
import type { Language } from "./language.ts";
import { everyMatch } from "./line-pattern.ts";

export interface FoundPackages {
  readonly build: PackageSet;
  readonly run: PackageSet;
}

/** Debian packages that the text of the source asks for, by the language's rules. */
export async function foundPackages(language: Language, source: Source): Promise<FoundPackages> {
  const build = new Set<string>();
  const run = new Set<string>();
  for (const { file, matches, unless, packages } of language.packages_when) {
    if (!(await isWanted({ unless }, source))) continue;
    for (const name of file.flatMap((pattern) => findFiles(pattern, source.files))) {
      const lines = matches === undefined ? [[]] : everyMatch(matches, (await source.read(name)) ?? "");
      for (const groups of lines) {
        for (const template of packages.build) build.add(fill(template, groups));
        for (const template of packages.run) run.add(fill(template, groups));
      }
    }
  }
  return { build: [...build], run: [...run] };
}

/** A module's name as Debian writes it in a package's: `DBD::mysql` is `dbd-mysql`. */
function fill(template: string, groups: readonly string[]): string {
  return template.replace(/\{(\d)\}/g, (_, group: string) => (groups[Number(group)] ?? "").toLowerCase().replace(/[^a-z0-9+.]+/g, "-"));
}
