import type { ToolName } from "@sluice/contract";
import { git, type GitPlace } from "./git.ts";

type NameOf = (path: string) => ToolName | null;

/** The `release.yaml` of each name below a folder, by one listing. */
export async function listedFiles(
  place: GitPlace,
  at: string,
  folder: string,
  nameOf: NameOf,
  pathOf: (name: ToolName) => string,
): Promise<readonly { readonly name: ToolName; readonly hash: string }[]> {
  const listing = (await git(place, ["ls-tree", "-r", "-z", at, "--", folder])).toString("utf8");
  return listing.split("\0").flatMap((line) => {
    const [, hash, path] = /^100(?:644|755) blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    const name = nameOf(path ?? "");
    return hash !== undefined && name !== null && path === pathOf(name) ? [{ name, hash }] : [];
  });
}

/** Names with a file that differs between two commits; `from` null means all. */
export async function changedNames(
  place: GitPlace,
  from: string | null,
  to: string,
  folder: string,
  nameOf: NameOf,
): Promise<readonly ToolName[]> {
  const args =
    from === null
      ? ["ls-tree", "-r", "-z", "--name-only", to, "--", folder]
      : ["diff-tree", "-r", "-z", "--name-only", "--no-renames", from, to, "--", folder];
  const paths = (await git(place, args)).toString("utf8").split("\0");
  return [...new Set(paths.flatMap((path) => nameOf(path) ?? []))];
}
