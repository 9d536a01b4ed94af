import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Installation } from "./installation.ts";

/** The process of a part that outlives the server. */
export function partPid(on: Installation, part: "router" | "registry"): number {
  const directory = join(on.directory, part);
  const file = readdirSync(directory).find((name) => name.endsWith(".pid"));
  if (file === undefined) throw new Error(`no pid file in ${directory}`);
  // Boot id, the process's own line of /proc/<pid>/stat, and what it was started with.
  return Number.parseInt(readFileSync(join(directory, file), "utf8").split("\n")[1] ?? "", 10);
}
