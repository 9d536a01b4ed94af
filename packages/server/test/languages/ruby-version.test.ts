import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stepScript } from "../../src/core/languages/compile-step.ts";
import { firstMatch } from "../../src/core/languages/line-pattern.ts";
import { shippedLanguages } from "../fixtures/shipped-languages.ts";

const language = shippedLanguages.find(({ id }) => id === "ruby");
const step = language?.steps.find(({ id }) => id === "version");

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sluice-ruby-"));
  mkdirSync(join(root, "bin"));
  writeFileSync(join(root, "bin", "ruby"), "#!/bin/sh\nprintf 3.3.13\n", { mode: 0o755 });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What the step makes of a Gemfile, and what it tells. */
function loosened(files: Readonly<Record<string, string>>): { readonly gemfile: string; readonly told: string } {
  if (step === undefined) throw new Error("ruby has no step version");
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
  const env = { ...process.env, PATH: `${join(root, "bin")}:${process.env["PATH"] ?? ""}`, DETAIL: join(root, "detail") };
  execFileSync("bash", ["-c", stepScript(step, language?.functions)], { cwd: root, env });
  return { gemfile: readFileSync(join(root, "Gemfile"), "utf8"), told: readFileSync(join(root, "detail"), "utf8").trim() };
}

const asks = (where: string, asked: string) =>
  `warning: ${where} asks for Ruby ${asked} and gets 3.3.13 of Debian: better write "~> 3.3.0"`;

test.each([
  ['ruby "3.3.7"', 'ruby "~> 3.3.0"', asks("the Gemfile", "3.3.7")],
  ["  ruby('= 3.3.20', engine: 'ruby')", "  ruby(\"~> 3.3.0\", engine: 'ruby')", asks("the Gemfile", "3.3.20")],
  ["ruby '3.3.7-p100' # as on my machine", 'ruby "~> 3.3.0" # as on my machine', asks("the Gemfile", "3.3.7")],
  ['ruby "~> 3.3.14"', 'ruby "~> 3.3.0"', asks("the Gemfile", "3.3.14")],
  ['ruby "3.3.13"', 'ruby "~> 3.3.0"', "Ruby 3.3.13, and what mends it"],
  ["ruby file: '.ruby-version'", 'ruby "~> 3.3.0"', asks(".ruby-version", "3.3.7")],
])("any Ruby of the line will do where the Gemfile says %s", (line, now, told) => {
  const after = loosened({ Gemfile: `source "x"\n${line}\ngem "puma", "6.4.0"\n`, ".ruby-version": "ruby-3.3.7\n" });
  expect(after).toEqual({ gemfile: `source "x"\n${now}\ngem "puma", "6.4.0"\n`, told });
});

test.each([["ruby '3.1.2'"], ["ruby file: 'none'"]])("%s stays for bundler to judge", (line) => {
  expect(loosened({ Gemfile: `${line}\n` })).toEqual({ gemfile: `${line}\n`, told: "Ruby 3.3.13" });
});

test.each([
  ['ruby "3.3.7"', true],
  ["ruby file: '.ruby-version'", true],
  ['ruby "~> 3.3"', false],
  ['ruby ">= 3.2.1"', false],
  ['gem "ruby-3.3.7"', false],
])("a line %s has the step: %s", (line, has) => {
  expect(firstMatch(step?.when?.matches ?? "", line) !== null).toBe(has);
});
