import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError } from "@sluice/contract";
import { readEntry, type LanguageEntry } from "./core/languages/own-languages.ts";

/** Reads every language file of a directory. */
export async function loadLanguages(directory: string): Promise<readonly LanguageEntry[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith(".yaml")).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const { entry, problems } = readEntry(file, await readFile(join(directory, file), "utf8"), "shipped");
      if (entry === null) throw new SluiceError("invalid-request", problems.join("\n"));
      return entry;
    }),
  );
}
