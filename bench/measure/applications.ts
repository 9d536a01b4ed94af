import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";

/** A clone of somebody's application on this machine. */
export interface Application {
  readonly repository: string;
  /** As the table names it. */
  readonly name: string;
  /** The folder that is the application; empty: the whole repository. */
  readonly folder: string;
}

/** A list has one application a line: `CLONE [NAME [FOLDER]]`, relative to the list; `#` begins a comment. */
export function readApplications(list: string): readonly Application[] {
  const lines = readFileSync(list, "utf8").split("\n");
  return lines.flatMap((line): Application[] => {
    const [clone, name, folder = ""] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (clone === undefined || clone === "") return [];
    const repository = resolve(dirname(list), clone);
    return [{ repository, name: name ?? basename(repository, ".git"), folder }];
  });
}
