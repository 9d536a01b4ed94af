import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { explain } from "../../src/core/languages/explain.ts";
import { parseLanguage } from "../../src/core/languages/parse-language.ts";

const folder = new URL("../../../../languages/", import.meta.url);
const languages = readdirSync(folder).map((file) => parseLanguage(readFileSync(new URL(file, folder), "utf8"), file));

test.each([
  ["      Error: pg_config executable not found.\n", /psycopg2-binary/],
  ["ERROR: No matching distribution found for flsk==9\n", /asks for flsk==9, which does not exist/],
  ["ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'base.txt'\n", /base\.txt is not in the repository/],
  [
    "  File \"/workspace/app.py\", line 3\n    def x(\n         ^\nSyntaxError: '(' was never closed\n",
    /app\.py, line 3: SyntaxError: '\(' was/,
  ],
  ["ModuleNotFoundError: No module named 'requests.auth'\n", /"requests" is not installed/],
  ["ModuleNotFoundError: No module named 'pkg_resources'\n", /setuptools/],
  [
    "npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.\n",
    /run "npm install" and commit/,
  ],
  ["Error: Cannot find module 'express'\nRequire stack:\n", /npm install express/],
  ["npm error code ETARGET\nnpm error notarget No matching version found for ms@99.\n", /no ms@99/],
  ["bash: line 1: gunicorn: command not found\n", /add a line "gunicorn"/],
])("explains %j", (log, advice) => {
  expect(explain(languages, log).join("\n")).toMatch(advice);
});

test("is silent about a log that it does not know, and says each advice once", () => {
  expect(explain(languages, "all is well\n")).toEqual([]);
  expect(explain(languages, "pg_config executable not found\npg_config executable not found\n")).toHaveLength(1);
});
