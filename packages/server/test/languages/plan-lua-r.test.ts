import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseLanguage } from "../../src/core/languages/parse-language.ts";
import { planBuild } from "../../src/core/languages/plan.ts";

const folder = new URL("../../../../languages/", import.meta.url);
const languages = readdirSync(folder).map((file) => parseLanguage(readFileSync(new URL(file, folder), "utf8"), file));

async function plan(files: Record<string, string>) {
  const result = await planBuild({ files: Object.keys(files), read: async (path) => files[path] ?? null }, languages);
  if (result.kind === "refused") throw new Error([result.reason, ...result.why].join("\n"));
  return result.plan;
}

test.each([
  ["lua", { "x-1-1.rockspec": "", "app.lua": "" }, "lua app.lua"],
  ["lua", { "server.lua": 'local socket = require "socket"\n' }, "lua server.lua"],
  ["r", { "plumber.R": "" }, "r-web plumber plumber.R"],
  ["r", { "app.R": "library(shiny)\n" }, "r-web shiny ."],
  ["r", { "server.R": "shiny::shinyServer(function(input, output) {})\n", "ui.R": "" }, "r-web shiny ."],
  ["r", { "api.R": "library(plumber)\n#* @get /\nfunction() 1\n" }, "r-web plumber api.R"],
  ["r", { "main.R": "httpuv::runServer()\n" }, "r-web script main.R"],
] as const)("finds how a program of %s starts: %j", async (id, files, command) => {
  const { languages: found, processes } = await plan(files);
  expect(found.map((one) => one.id)).toEqual([id]);
  expect(processes.map((one) => one.command)).toEqual([command]);
});

test("leaves an app that has a Gemfile for its pages an app", async () => {
  const { languages: found } = await plan({ Gemfile: 'gem "jekyll"\n', "config.ru": "" });
  expect(found.map((one) => one.id)).toEqual(["ruby"]);
});

test("takes the version of Lua from its file", async () => {
  const { languages: found, packages } = await plan({ ".lua-version": "5.1\n", "main.lua": 'require "copas"\n' });
  expect(found[0]?.version).toBe("5.1");
  expect(packages.run).toEqual(["lua-copas", "lua5.1"]);
});

test.each([
  [
    "x-1-1.rockspec",
    'dependencies = { "lua >= 5.1", "luasocket >= 3.0", "lua-cjson", "penlight" }\n',
    ["lua-cjson", "lua-penlight", "lua-socket"],
  ],
  ["main.lua", 'local lfs = require("lfs")\nlocal http = require "socket.http"\n', ["lua-filesystem", "lua-socket"]],
  ["main.lua", 'local own = require "socketry"\n', []],
])("installs the modules that Debian has and %s names", async (file, text, modules) => {
  const { packages } = await plan({ "main.lua": 'require "x"\n', [file]: text });
  expect(packages.run.filter((name) => name.startsWith("lua-"))).toEqual(modules);
});

test("installs the packages of R that the programs load, and not what a comment names", async () => {
  const { packages } = await plan({
    "app.R": "library(shiny)\nsuppressMessages(library('data.table'))\n# library(sf)\nx <- jsonlite::toJSON(1)\n",
    "R/plots.R": 'if (!require("ggplot2", quietly = TRUE)) stop()\nlibrary(ownpackage)\n',
  });
  expect(packages.run).toEqual(["r-base-core", "r-cran-data.table", "r-cran-ggplot2", "r-cran-jsonlite", "r-cran-shiny"]);
});
