import { basename } from "node:path";

/** A tool's name made of a directory's; null when nothing is left of it. */
export function nameOfDirectory(directory: string): string | null {
  const guess = basename(directory)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[-0-9]+/, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  return guess.length >= 2 ? guess : null;
}
