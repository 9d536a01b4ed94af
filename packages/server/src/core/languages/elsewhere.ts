import { manifestFile } from "@sluice/contract";
import type { Source } from "./find-files.ts";
import { folderSource, foldersOf } from "./folder-source.ts";
import type { Language } from "./language.ts";
import { nearestKey } from "@sluice/contract/read";
import { selectLanguages } from "./select-languages.ts";

/** Deeper, what looks like an app is an example or somebody else's. */
const depth = 2;
const mostTried = 100;
const mostNamed = 3;

/** When nothing was found at the top: the folders that could be built, and how to say so. */
export async function elsewhere(
  all: Source,
  folder: string,
  languages: readonly Language[],
  wished: readonly string[] | undefined,
): Promise<readonly string[]> {
  if (folder !== "" || wished !== undefined || (await selectLanguages(all, languages)).kind === "selected") return [];
  const found: string[] = [];
  for (const one of foldersOf(all, depth).slice(0, mostTried)) {
    if (found.length === mostNamed) break;
    // what stands inside of a folder that was found belongs to it
    if (found.some((other) => one.startsWith(`${other}/`))) continue;
    const selection = await selectLanguages(folderSource(all, one), languages);
    if (selection.kind === "selected" && selection.selected.some(({ language }) => !language.detect.beside)) found.push(one);
  }
  const [first] = found;
  if (first === undefined) return [];
  const rest = found.slice(1);
  const others = rest.length === 0 ? "" : ` (or ${rest.join(", ")})`;
  return [`${first}${others} could be built: add ${manifestFile} at the top with the line "directory: ${first}".`];
}

/** The refusal of a folder that is not in the source. */
export function noFolder(
  all: Source,
  folder: string,
): { readonly kind: "refused"; readonly reason: string; readonly why: readonly string[] } {
  const near = nearestKey(folder, foldersOf(all, 5));
  const todo = all.files.includes(folder) ? "It is a file: name its folder." : near === null ? "" : `Is it ${near}?`;
  return {
    kind: "refused",
    reason: `${manifestFile} names a folder that is not there`,
    why: [`directory: there is no folder ${folder} in this commit. ${todo}`.trim()],
  };
}
