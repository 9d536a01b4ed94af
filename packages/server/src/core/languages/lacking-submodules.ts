import { manifestFile } from "@sluice/contract";
import { findFiles, type Source } from "./find-files.ts";
import type { Language } from "./language.ts";

/** Why a source (a folder of its repository) cannot be built whose pages or theme are in another repository; null when nothing that these languages need is. */
export function lackingSubmodules(
  { submodules = [] }: Source,
  languages: readonly Language[],
  folder = "",
): { readonly kind: "refused"; readonly reason: string; readonly why: readonly string[] } | null {
  const lacking = languages.flatMap(({ id, complete }) =>
    submodules.flatMap((path) =>
      complete.some((pattern) => concerns(pattern, path)) ? [{ id, path: folder === "" ? path : `${folder}/${path}` }] : [],
    ),
  );
  const [first] = lacking;
  if (first === undefined) return null;
  const names = [...new Set(lacking.map(({ path }) => path))];
  const quoted = shellWord(first.path);
  return {
    kind: "refused",
    reason: `${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}: a git submodule, whose files are not there`,
    why: [
      `${first.id} makes pages with what is in ${first.path}, and that is in another repository, of which git pushes only the name. Either`,
      `  • have it fetched for each build: from a repository that everybody may read, with its https:// address in .gitmodules, and without "submodules: false" in ${manifestFile}`,
      `  • take its files into this one, and commit:   git submodule update --init ${quoted} && git rm -q --cached ${quoted} && rm ${quoted}/.git && git add ${quoted}`,
      `  • or do without it:   git rm ${quoted}`,
    ],
  };
}

/** Whether a pattern names the path, something in it, or what it is in. */
function concerns(pattern: string, path: string): boolean {
  if (pattern.startsWith(`${path}/`)) return true;
  const parts = path.split("/");
  return parts.some((_, at) => findFiles(pattern, [parts.slice(0, at + 1).join("/")]).length > 0);
}

function shellWord(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
