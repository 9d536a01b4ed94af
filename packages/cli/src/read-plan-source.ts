import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { OutputOf, PlanSource } from "@sluice/contract";
import { usage } from "./failure.ts";
import { submodulesIn } from "./read-submodules.ts";

const skipped = new Set([".git", "node_modules", ".venv", "__pycache__"]);
/** What the server takes of names and texts, with room for their JSON. */
const limits = { files: 20_000, nameBytes: 400_000, textBytes: 400_000, fileBytes: 256 * 1024, submodules: 1000 } as const;

/** Names of all files of a directory, as planning sees them; of submodules nothing is pushed. */
export async function namesIn(directory: string, submodules: readonly string[] = []): Promise<string[]> {
  const found = await stat(directory).catch(() => null);
  if (found?.isDirectory() !== true) throw usage(`There is no directory ${directory}.`, "Name the directory that you would push.");
  const names: string[] = [];
  const empty = new Set(submodules);
  let bytes = 0;
  const walk = async (folder: string): Promise<void> => {
    for (const entry of (await readdir(join(directory, folder), { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name) && !empty.has(path)) later.push(path);
        continue;
      }
      bytes += Buffer.byteLength(path) + 3;
      if (names.length >= limits.files || bytes > limits.nameBytes) return;
      names.push(path);
    }
  };
  // Breadth first: what planning looks at stands near the top.
  const later: string[] = [""];
  for (let folder = later.shift(); folder !== undefined; folder = later.shift()) await walk(folder);
  return names;
}

type Plan = OutputOf<"languages.plan">;

/** Asks for a plan, and gives the texts that it turns out to depend on. */
export async function askPlan(directory: string, ask: (source: PlanSource) => Promise<Plan>): Promise<Plan> {
  const submodules = await submodulesIn(directory);
  const files = await namesIn(directory, submodules);
  const texts: Record<string, string> = {};
  let room: number = limits.textBytes;
  for (;;) {
    const plan = await ask({ files, submodules: submodules.slice(0, limits.submodules), texts });
    let added = 0;
    for (const path of plan.wanted.filter((one) => !Object.hasOwn(texts, one))) {
      const { size = Infinity, isFile } = await small(join(directory, path));
      if (!isFile || size > Math.min(limits.fileBytes, room)) continue;
      texts[path] = await readFile(join(directory, path), "utf8");
      room -= size;
      added += 1;
    }
    if (added === 0) return plan;
  }
}

async function small(path: string): Promise<{ readonly size?: number; readonly isFile: boolean }> {
  const found = await stat(path).catch(() => null);
  return found === null ? { isFile: false } : { size: found.size, isFile: found.isFile() };
}
