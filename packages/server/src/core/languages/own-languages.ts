import { createHash } from "node:crypto";
import { SluiceError } from "@sluice/contract";
import type { CompiledBuildpacks } from "./builder.ts";
import { compileLanguages } from "./compile.ts";
import type { Language } from "./language.ts";
import { parseLanguage } from "./parse-language.ts";

/** More than this is no language: 128 KiB. */
export const largestLanguageFile = 128 * 1024;

export function languagePath(id: string): string {
  return `languages/${id}.yaml`;
}

export interface LanguageEntry {
  readonly language: Language;
  /** `shipped` with this version of Sluice, or `own`: from the control repository. */
  readonly origin: "shipped" | "own";
  /** The first twelve digits of the SHA-256 of its text. */
  readonly file: string;
  readonly text: string;
}

export interface BrokenFile {
  readonly path: string;
  /** Each with path and line. */
  readonly problems: readonly string[];
}

/** The languages that are in force at one moment. Builds that began with a set end with it. */
export interface LanguageSet {
  readonly entries: readonly LanguageEntry[];
  readonly languages: readonly Language[];
  readonly buildpacks: CompiledBuildpacks;
  /** Files of the control repository that count for nothing, because they are wrong. */
  readonly broken: readonly BrokenFile[];
}

export interface LanguageText {
  readonly path: string;
  readonly text: string;
}

/** The shipped languages with an installation's own beside them, or in their place. A wrong file is left out and named. */
export function languageSet(shipped: readonly LanguageEntry[], own: readonly LanguageText[]): LanguageSet {
  const byId = new Map(shipped.map((entry) => [entry.language.id, entry]));
  const broken: BrokenFile[] = [];
  for (const { path, text } of own) {
    const read = readEntry(path, text, "own");
    if (read.problems.length > 0 || read.entry === null) broken.push({ path, problems: read.problems });
    else byId.set(read.entry.language.id, read.entry);
  }
  const entries = withRequired([...byId.values()], broken);
  const languages = entries.map(({ language }) => language);
  return { entries, languages, buildpacks: compileLanguages(languages), broken };
}

/** Reads one file. `problems` has path and line of all that is wrong. */
export function readEntry(
  path: string,
  text: string,
  origin: LanguageEntry["origin"],
): { readonly entry: LanguageEntry | null; readonly problems: readonly string[] } {
  const bytes = Buffer.byteLength(text);
  if (bytes > largestLanguageFile)
    return wrong(`${path} line 1: has ${String(bytes)} bytes, at most ${String(largestLanguageFile)} are read`);
  const name = path.replace(/^.*\//, "");
  if (!name.endsWith(".yaml")) return wrong(`${path} line 1: is not read: name it ${name.replace(/\.[^.]*$/, "")}.yaml`);
  try {
    const language = parseLanguage(text, path);
    if (`${language.id}.yaml` !== name) return wrong(`${path} line 1: id: is ${language.id}: name the file ${language.id}.yaml`);
    return { entry: { language, origin, file: fileHash(text), text }, problems: [] };
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    return wrong(...error.message.split("\n"));
  }
}

/** A language without the one that it requires is left out; a circle too. */
function withRequired(entries: readonly LanguageEntry[], broken: BrokenFile[]): readonly LanguageEntry[] {
  const known = new Map(entries.map((entry) => [entry.language.id, entry]));
  for (;;) {
    const without = [...known.values()].find(({ language }) => !reachesEnd(language, known));
    if (without === undefined) return [...known.values()].toSorted((a, b) => (a.language.id < b.language.id ? -1 : 1));
    const { id, requires = "" } = without.language;
    const why = known.has(requires) ? "which comes back to it" : "which is no language here";
    known.delete(id);
    broken.push({ path: languagePath(id), problems: [`${languagePath(id)} line ${lineOf(without.text)}: requires: ${requires}, ${why}`] });
  }
}

function reachesEnd(language: Language, known: ReadonlyMap<string, LanguageEntry>): boolean {
  const seen = new Set<string>();
  for (let at: Language | undefined = language; at !== undefined; at = known.get(at.requires)?.language) {
    if (at.requires === undefined) return true;
    if (seen.has(at.id)) return false;
    seen.add(at.id);
  }
  return false;
}

function lineOf(text: string): string {
  return String(text.split("\n").findIndex((line) => line.startsWith("requires:")) + 1);
}

function fileHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function wrong(...problems: readonly string[]) {
  return { entry: null, problems };
}
