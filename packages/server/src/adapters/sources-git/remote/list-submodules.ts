import type { Repository } from "../repository.ts";
import { listTree } from "../tree.ts";

export interface ListedSubmodule {
  readonly path: string;
  /** The commit that is wanted. */
  readonly hash: string;
  /** As .gitmodules has it; null: it does not name it. */
  readonly url: string | null;
}

const mostFiles = 1_000_000;

/** Submodules of a tree, with where .gitmodules says that they are. What else it says counts for nothing. */
export async function listSubmodules(repository: Repository, treeish: string): Promise<readonly ListedSubmodule[]> {
  const links = ((await listTree(repository, treeish, mostFiles)) ?? []).filter(({ kind }) => kind === "submodule");
  if (links.length === 0) return [];
  const urls = await urlsByPath(repository, treeish);
  return links.map(({ path, hash }) => ({ path, hash, url: urls.get(path) ?? null }));
}

/** Git reads the file, without including others (git-config(1), --blob and --no-includes). */
async function urlsByPath(repository: Repository, treeish: string): Promise<ReadonlyMap<string, string>> {
  const wanted = "^submodule\\..*\\.(path|url)$";
  const { code, stdout } = await repository.try([
    "config",
    "--blob",
    `${treeish}:.gitmodules`,
    "--no-includes",
    "-z",
    "--get-regexp",
    wanted,
  ]);
  const named = new Map<string, { path?: string; url?: string }>();
  if (code !== 0) return new Map();
  for (const row of stdout.toString().split("\0").slice(0, -1)) {
    const end = row.indexOf("\n");
    const [, name = "", field] = /^submodule\.(.*)\.(path|url)$/s.exec(row.slice(0, end)) ?? [];
    // the first counts, so that what stands later does not move what a reader has seen
    const one = named.get(name) ?? {};
    if (field === "path") one.path ??= row.slice(end + 1);
    if (field === "url") one.url ??= row.slice(end + 1);
    named.set(name, one);
  }
  return new Map([...named.values()].flatMap(({ path, url }) => (path === undefined || url === undefined ? [] : [[path, url]])));
}
