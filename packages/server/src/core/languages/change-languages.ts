import { SluiceError, type UserName } from "@sluice/contract";
import type { LanguageFiles } from "../ports/language-files.ts";
import type { LanguageCatalog } from "./catalog.ts";
import { languagePath, languageSet, readEntry, type LanguageEntry, type LanguageSet } from "./own-languages.ts";

export interface ChangeLanguages {
  readonly catalog: LanguageCatalog;
  readonly files: LanguageFiles;
}

/** Who changes it, for the commit. */
export interface Changer {
  readonly user: UserName;
  readonly email: string;
}

/** Commits a language's file. What is wrong with it is named with path and line, and nothing is changed. */
export async function addLanguage({ catalog, files }: ChangeLanguages, name: string, text: string, by: Changer): Promise<LanguageEntry> {
  const { entry, problems } = readEntry(name, text, "own");
  if (entry === null) throw wrong(problems);
  const { id } = entry.language;
  const others = (await ownTexts(files)).filter(({ path }) => path !== languagePath(id));
  const after = languageSet(catalog.shipped, [...others, { path: languagePath(id), text }]);
  refuseWorse(await catalog.now(), after);
  await files.commit(id, text, message(`${(await isOwn(catalog, id)) ? "Change" : "Add"} the language ${id}`, by));
  await catalog.now();
  return entry;
}

/** Takes an own language out; a shipped one of the same id is in force again. */
export async function removeLanguage({ catalog, files }: ChangeLanguages, id: string, by: Changer): Promise<{ readonly shipped: boolean }> {
  const own = await ownTexts(files);
  if (own.every(({ path }) => path !== languagePath(id))) {
    const shipped = catalog.shipped.some(({ language }) => language.id === id);
    const why = shipped ? `${id} comes with Sluice and stays.` : `There is no language ${id} to remove.`;
    throw new SluiceError(shipped ? "wrong-state" : "not-found", `${why} sluice languages list shows which are your own.`);
  }
  const others = own.filter(({ path }) => path !== languagePath(id));
  refuseWorse(await catalog.now(), languageSet(catalog.shipped, others));
  await files.commit(id, null, message(`Remove the language ${id}`, by));
  await catalog.now();
  return { shipped: catalog.shipped.some(({ language }) => language.id === id) };
}

async function ownTexts(files: LanguageFiles): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const head = await files.head();
  return head === null ? [] : (await files.readAll(head)).map(({ path, data }) => ({ path, text: data.toString("utf8") }));
}

async function isOwn(catalog: LanguageCatalog, id: string): Promise<boolean> {
  return (await catalog.now()).entries.some(({ language, origin }) => language.id === id && origin === "own");
}

/** A change may not break what is in order; what is broken already is no reason against it. */
export function refuseWorse(before: LanguageSet, after: LanguageSet): void {
  const problems = worse(before, after);
  if (problems.length > 0) throw wrong(problems);
}

export function worse(before: LanguageSet, after: LanguageSet): readonly string[] {
  const known = new Set(before.broken.flatMap(({ problems }) => problems));
  return after.broken.flatMap(({ problems }) => problems).filter((problem) => !known.has(problem));
}

function wrong(problems: readonly string[]): SluiceError {
  return new SluiceError("invalid-request", problems.join("\n"));
}

function message(subject: string, { user, email }: Changer) {
  return { author: { name: user, email }, subject, body: "", trailers: {} };
}
