import { manifestFile } from "@sluice/contract";
import type { Language } from "./language.ts";
import type { Source } from "./find-files.ts";
import { detected, hint, lookedFor } from "./detect-language.ts";

export interface Selected {
  readonly language: Language;
  readonly because: string;
}

export type Selection =
  | {
      readonly kind: "selected";
      readonly selected: readonly Selected[];
      readonly warnings: readonly string[];
    }
  | { readonly kind: "refused"; readonly reason: string; readonly why: readonly string[] };

/** The languages that a source is built with, in build order, or why there are none. */
export async function selectLanguages(source: Source, languages: readonly Language[], wished?: readonly string[]): Promise<Selection> {
  const unknown = wished?.find((id) => languages.every((language) => language.id !== id));
  if (unknown !== undefined) {
    const known = languages
      .map(({ id }) => id)
      .toSorted()
      .join(", ");
    return {
      kind: "refused",
      reason: `language "${unknown}" is not known`,
      why: [`sluice.yaml asks for it; known are ${known}.`],
    };
  }
  const found = new Map<string, string>();
  for (const language of languages) {
    if (wished?.includes(language.id) === false) continue;
    const because = (await detected(language, source)) ?? (wished === undefined ? null : manifestFile);
    if (because !== null) found.set(language.id, because);
  }
  if (found.size === 0) return nothing(source, languages);
  if (wished === undefined) leaveOut(languages, found);
  addRequired(languages, found);
  const kept = inBuildOrder(languages).filter(({ id }) => found.has(id));
  const main = kept.some(({ detect }) => !detect.beside);
  const named = kept.filter(({ id }) => found.get(id) === manifestFile);
  const warnings = [
    ...named.map((language) => `${language.name} is taken because ${manifestFile} names it: there is ${lookedFor(language)}.`),
    ...(main ? [] : languages.filter(({ detect }) => !detect.beside).flatMap((language) => hint(language, source) ?? [])),
  ];
  return {
    kind: "selected",
    selected: kept.map((language) => ({ language, because: found.get(language.id) ?? "" })),
    warnings,
  };
}

/** Those that another one stands in for, and those that only count alone and are not. */
function leaveOut(languages: readonly Language[], found: Map<string, string>): void {
  const taken = languages.filter(({ id }) => found.has(id));
  for (const id of taken.flatMap(({ detect }) => detect.instead_of)) found.delete(id);
  const isAlone = languages.every(({ id, detect }) => !found.has(id) || detect.alone || detect.beside);
  for (const { id, detect } of taken) if (detect.alone && !isAlone) found.delete(id);
}

function addRequired(languages: readonly Language[], found: Map<string, string>): void {
  for (const id of found.keys()) {
    const required = languages.find((language) => language.id === id)?.requires;
    if (required !== undefined && !found.has(required)) found.set(required, `${id} needs it`);
  }
}

/** By id; a required language before the one that requires it, those that stand beside others last. */
export function inBuildOrder(languages: readonly Language[]): readonly Language[] {
  const depth = (language: Language, seen: number): number => {
    const required = languages.find(({ id }) => id === language.requires);
    return required && seen < languages.length ? 1 + depth(required, seen + 1) : 0;
  };
  const rank = (language: Language): number => (language.detect.beside ? languages.length + 1 : depth(language, 0));
  return languages.toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
}

function nothing(source: Source, languages: readonly Language[]): Selection {
  const asked = languages.filter(({ detect }) => !detect.beside);
  const told = languages.filter(({ detect }) => detect.beside).flatMap((language) => hint(language, source) ?? []);
  const why = [...told, ...asked.map((language) => `${language.id}: ${lookedFor(language)}.${suffix(hint(language, source))}`)];
  const todo =
    source.files.length === 0
      ? "The repository is empty: commit your files first."
      : "Add the file that your language needs, at the top of the repository, or a Procfile that says what to start.";
  return { kind: "refused", reason: "no language was found in the source", why: [...why, todo] };
}

function suffix(text: string | null): string {
  return text === null ? "" : ` ${text}`;
}
