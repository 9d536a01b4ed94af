import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const rows = readFileSync(join(root, "docs/reference/requirements.md"), "utf8")
  .split("\n")
  .filter((line) => /^\| (P\d+|–) \|/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));

test("each requirement has one row", () => {
  const ids = rows.map(([, id = ""]) => id).filter((id) => id !== "–");
  expect(ids.length).toBeGreaterThan(10);
  expect(ids).toEqual([...new Set(ids)].toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1))));
});

test("every test that a requirement names is there, with the name that is quoted", () => {
  const named = rows.flatMap(([, , , shown = ""]) => [...shown.matchAll(/`((?:packages|e2e|tools)\/[^`]+)`(?: "([^"]+)")?/g)]);
  expect(named.length).toBeGreaterThan(20);
  const missing = named.filter(([, path = "", name]) => {
    const file = join(root, path);
    return !existsSync(file) || (name !== undefined && !readFileSync(file, "utf8").includes(name));
  });
  expect(missing.map(([all]) => all)).toEqual([]);
});
