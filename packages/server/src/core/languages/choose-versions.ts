import { baseGenerations } from "../packages/base-generations.ts";
import type { Base } from "./build-plan.ts";
import type { FoundPackages } from "./found-packages.ts";
import type { Language } from "./language.ts";
import { lineSatisfies, nearestVersion, newestFirst } from "./version-range.ts";
import { versionOwner } from "./version-owner.ts";
import type { WishedVersion } from "./wished-version.ts";

export interface Candidate {
  readonly language: Language;
  readonly because: string;
  readonly wish: WishedVersion | null;
  /** What its source asks for beside the version's packages. */
  readonly packages: FoundPackages;
  /** Nothing of it runs. */
  readonly buildOnly: boolean;
}

export interface Chosen {
  readonly base: Base;
  /** By language id; '' for a language without versions. */
  readonly versions: ReadonlyMap<string, string>;
}

export type Choice =
  | { readonly kind: "chosen"; readonly chosen: Chosen }
  | { readonly kind: "refused"; readonly reason: string; readonly why: readonly string[] };

const bases: readonly Base[] = baseGenerations.map(({ name }) => name);

/** Versions on one base that satisfy everybody; defaults where nobody asks. */
export function chooseVersions(candidates: readonly Candidate[], wishedBase: Base | undefined): Choice {
  for (const { language, wish } of candidates) {
    if (wish && allowed(language, wish).length === 0) return unsupported(language, wish);
  }
  const preferred = candidates.flatMap(({ language }) => language.version?.offered[language.version.default]?.base ?? []);
  const order = wishedBase ? [wishedBase] : [...new Set([...preferred, ...bases])];
  for (const base of order) {
    const versions = onBase(candidates, base);
    if (versions) return { kind: "chosen", chosen: { base, versions } };
  }
  return contradiction(candidates, wishedBase);
}

function allowed(language: Language, wish: WishedVersion | null): string[] {
  const offered = newestFirst(Object.keys(language.version?.offered ?? {}));
  return wish ? offered.filter((version) => lineSatisfies(version, wish.range, language.version?.ranges)) : offered;
}

function onBase(candidates: readonly Candidate[], base: Base): Map<string, string> | null {
  const versions = new Map<string, string>();
  for (const { language, wish } of candidates) {
    if (!language.version) {
      versions.set(language.id, "");
      continue;
    }
    const { offered, default: usual } = language.version;
    const possible = allowed(language, wish).filter((version) => offered[version]?.base === base);
    const version = possible.includes(usual) ? usual : possible[0];
    if (version === undefined) return null;
    versions.set(language.id, version);
  }
  return versions;
}

function unsupported(language: Language, wish: WishedVersion): Choice {
  const offered = allowed(language, null);
  const nearest = nearestVersion(offered, wish.range) ?? "";
  const said = wish.range.slice(0, 60);
  return {
    kind: "refused",
    reason: `${versionOwner(language)} ${said} is not offered (${wish.from} asks for it)`,
    why: [
      `${language.id}: ${wish.from} asks for ${said}; offered are ${offered.join(", ")}.`,
      `Change ${wish.from} to one of these; the nearest is ${nearest}.`,
    ],
  };
}

function contradiction(candidates: readonly Candidate[], wishedBase: Base | undefined): Choice {
  const lines = candidates.flatMap(({ language, wish }) => {
    const { version } = language;
    if (!version) return [];
    const where = allowed(language, wish).map((line) => `${line} on ${version.offered[line]?.base ?? ""}`);
    return [`${language.id}: ${wish ? `${wish.from} allows` : "there is"} ${where.join(", ")}.`];
  });
  const base = wishedBase ? [`sluice.yaml asks for ${wishedBase}.`] : [];
  return {
    kind: "refused",
    reason: "the versions asked for are on no common base",
    why: [...lines, ...base, "Choose versions that are on one base, or split the tool in two."],
  };
}
