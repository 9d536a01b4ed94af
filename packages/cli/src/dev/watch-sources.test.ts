import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type SourceChanges, watchSources } from "./watch-sources.ts";

let directory: string;
let changes: SourceChanges | null = null;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sluice-watch-"));
  mkdirSync(join(directory, "node_modules"));
  mkdirSync(join(directory, "src"));
  write(".gitignore", "node_modules\n*.log\n.env\n");
  write("src/app.py", "1");
});
afterEach(async () => {
  await changes?.close();
  changes = null;
  rmSync(directory, { recursive: true, force: true });
});

const write = (path: string, text: string): void => writeFileSync(join(directory, path), text);
const soon = (): AbortSignal => AbortSignal.timeout(15_000);

/** Every path told until this one was. */
async function until(path: string): Promise<readonly string[]> {
  const told: string[] = [];
  const deadline = soon();
  while (!told.includes(path)) {
    const batch = await changes?.next(deadline);
    if (batch === undefined || batch.length === 0) throw new Error(`only ${told.join(", ")} was told`);
    told.push(...batch);
  }
  return told;
}

it("tells of a saved file, and of none that git ignores", async () => {
  changes = await watchSources(directory);
  write("node_modules/lib.js", "x");
  write("debug.log", "x");
  write("src/app.py", "2");
  expect(await until("src/app.py")).toEqual(["src/app.py"]);
});

it("tells of a file that was made ignored no more", async () => {
  changes = await watchSources(directory);
  write("debug.log", "1");
  write(".gitignore", "node_modules\n");
  await until(".gitignore");
  write("debug.log", "2");
  expect(await until("debug.log")).toContain("debug.log");
});

it("tells of an ignored file that is named", async () => {
  changes = await watchSources(directory, [".env"]);
  write(".env", "A=1\n");
  expect(await until(".env")).toEqual([".env"]);
});

it("says nothing of git's own files", async () => {
  execFileSync("git", ["init", "-q", directory]);
  changes = await watchSources(directory);
  execFileSync("git", ["-C", directory, "add", "."]);
  write("src/app.py", "2");
  expect(await until("src/app.py")).toEqual(["src/app.py"]);
});

it("keeps what came while nobody asked, and ends with the signal", async () => {
  changes = await watchSources(directory);
  write("src/app.py", "2");
  write("new.py", "1");
  const told = new Set<string>();
  const deadline = soon();
  while (told.size < 2 && !deadline.aborted) for (const path of await changes.next(deadline)) told.add(path);
  expect([...told].toSorted()).toEqual(["new.py", "src/app.py"]);
  expect(await changes.next(AbortSignal.abort())).toEqual([]);
});
