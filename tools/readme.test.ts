import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

test("the command that the README names runs where the system has another Node, or none", () => {
  const [, command = ""] = /^alias sluice="(.+)"$/m.exec(readme) ?? [];
  const said = execFileSync("/bin/sh", ["-c", `${command} --version`], { cwd: root, env: { PWD: root, PATH: "/nowhere" } }).toString();
  expect(said).toMatch(/^\d+\.\d+\.\d+/);
});

test("the README names no page that is not there", () => {
  const pages = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, path = ""]) => path);
  expect(pages.length).toBeGreaterThan(20);
  expect(pages.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
