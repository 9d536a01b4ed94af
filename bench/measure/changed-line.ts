import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Words of a page that every example has in one of its own files; no dependency follows from them. */
const words = [
  ["Hello from", "Good day from"],
  ["made into HTML", "turned into HTML"],
  ["you asked for", "that you want"],
  ["Hello", "Good day"],
  ["seagreen", "rebeccapurple"],
] as const;
const notSource = /(^|\/)(README\.md|sluice\.yaml|[^/]*\.lock|[^/]*-lock\.\w+|[^/]*\.toml|composer\.json|package\.json)$/;

/** Changes one line of an example's own source, each time to something new. */
export function changeLine(directory: string, turn: number): void {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes(".git"))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !notSource.test(file))
    .toSorted();
  for (const [from, to] of words) {
    for (const file of files) {
      const text = readFileSync(file, "utf8");
      const found = text.includes(from) ? from : turn > 0 && text.includes(to) ? to : null;
      if (found === null) continue;
      return writeFileSync(file, text.replace(found, found === from ? to : from));
    }
  }
  throw new Error(`${directory}: no line to change; every example says hello in one of its files`);
}
