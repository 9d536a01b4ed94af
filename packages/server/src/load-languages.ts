import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Language } from "./core/languages/language.ts";
import { parseLanguage } from "./core/languages/parse-language.ts";

/** Reads every language file of a directory. */
export async function loadLanguages(directory: string): Promise<readonly Language[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith(".yaml")).toSorted();
  return Promise.all(files.map(async (file) => parseLanguage(await readFile(join(directory, file), "utf8"), file)));
}
