import { readlink } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";

/** Links among these rows of `git ls-files -z --stage` that lead out of the directory: what they lead to is not sent with them. */
export async function linksOutside(directory: string, rows: string): Promise<readonly string[]> {
  const links = rows.split("\0").flatMap((row) => (row.startsWith("120000 ") ? [row.slice(row.indexOf("\t") + 1)] : []));
  const outside: string[] = [];
  for (const path of links) {
    // gone meanwhile, or a name that is no text
    const target = await readlink(join(directory, path)).catch(() => null);
    if (target === null) continue;
    const place = relative(directory, resolve(directory, path, "..", target));
    if (isAbsolute(target) || place === ".." || place.startsWith("../")) outside.push(`${path} → ${target}`);
  }
  return outside;
}
