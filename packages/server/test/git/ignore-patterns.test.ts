import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ignorePatterns } from "../../src/core/sources/ignore-patterns.ts";

const paths = [
  "a",
  "a.txt",
  "b/a.txt",
  "docs/x.md",
  "docs/deep/y.md",
  "src/docs/z.md",
  "src/main.py",
  "build/out",
  "x-1",
  "x-2",
  "[x]",
  "sub/build/out",
  "*",
];
let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "sluice-ignore-"));
  execFileSync("git", ["init", "--quiet", directory]);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** What git says of the same patterns. */
function byGit(lines: readonly string[]): readonly string[] {
  writeFileSync(join(directory, ".gitignore"), `${lines.join("\n")}\n`);
  try {
    const said = execFileSync("git", ["check-ignore", "--no-index", "-z", "--stdin"], { cwd: directory, input: `${paths.join("\0")}\0` });
    return said
      .toString()
      .split("\0")
      .filter((path) => path !== "");
  } catch (error) {
    if (error instanceof Error && "status" in error && error.status === 1) return [];
    throw error;
  }
}

test.each([
  [["docs"]],
  [["docs/"]],
  [["/docs"]],
  [["docs/*"]],
  [["docs/**"]],
  [["**/docs"]],
  [["**/y.md"]],
  [["src/**/z.md"]],
  [["*.txt", "!a.txt"]],
  [["docs", "!docs/x.md"]],
  [["x-[0-1]", "x-[!1]"]],
  [["?"]],
  [["\\*", "# no", ""]],
  [["build/out"]],
  [["build/"]],
  [["/*", "!/src"]],
  [["*a*t*"]],
])("reads %j as git does", (lines) => {
  const matches = ignorePatterns(lines);
  expect(paths.filter((path) => matches(path))).toEqual(byGit(lines));
});

test("no pattern takes long", () => {
  const matches = ignorePatterns([`${"*a".repeat(100)}b`, Array.from({ length: 100 }, () => "**/x").join("/")]);
  expect(matches("a".repeat(250))).toBe(false);
  expect(matches(Array.from({ length: 120 }, () => "x").join("/"))).toBe(true);
});
