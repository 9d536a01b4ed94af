import type { Source } from "./find-files.ts";

/** What a folder of a source has, by paths from the folder. `""` is all of it. */
export function folderSource(source: Source, folder: string): Source {
  if (folder === "") return source;
  const prefix = `${folder}/`;
  const inside = (paths: readonly string[]): readonly string[] =>
    paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  return {
    files: inside(source.files),
    submodules: inside(source.submodules ?? []),
    read: (path) => source.read(`${prefix}${path}`),
  };
}

/** All folders that have files or folders, down to a depth. */
export function foldersOf({ files }: Source, depth: number): readonly string[] {
  const folders = new Set<string>();
  for (const path of files) {
    const parts = path.split("/").slice(0, -1);
    for (let length = 1; length <= Math.min(depth, parts.length); length += 1) folders.add(parts.slice(0, length).join("/"));
  }
  return [...folders].toSorted();
}
