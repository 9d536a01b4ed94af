import { expect, test } from "vitest";
import { planOf } from "../fixtures/shipped-languages.ts";

test.each([
  ["lua", { "x-1-1.rockspec": "", "app.lua": "" }, "lua app.lua"],
  ["lua", { "server.lua": 'local socket = require "socket"\n' }, "lua server.lua"],
  ["r", { "plumber.R": "" }, "r-web plumber plumber.R"],
  ["r", { "app.R": "library(shiny)\n" }, "r-web shiny ."],
  ["r", { "server.R": "shiny::shinyServer(function(input, output) {})\n", "ui.R": "" }, "r-web shiny ."],
  ["r", { "api.R": "library(plumber)\n#* @get /\nfunction() 1\n" }, "r-web plumber api.R"],
  ["r", { "main.R": "httpuv::runServer()\n" }, "r-web script main.R"],
] as const)("finds how a program of %s starts: %j", async (id, files, command) => {
  const { languages: found, processes } = await planOf(files);
  expect(found.map((one) => one.id)).toEqual([id]);
  expect(processes.map((one) => one.command)).toEqual([command]);
});

test("leaves an app that has a Gemfile for its pages an app", async () => {
  const { languages: found } = await planOf({ Gemfile: 'gem "jekyll"\n', "config.ru": "" });
  expect(found.map((one) => one.id)).toEqual(["ruby"]);
});

test("takes the version of Lua from its file", async () => {
  const { languages: found, packages } = await planOf({ ".lua-version": "5.1\n", "main.lua": 'require "copas"\n' });
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
  const { packages } = await planOf({ "main.lua": 'require "x"\n', [file]: text });
  expect(packages.run.filter((name) => name.startsWith("lua-"))).toEqual(modules);
});

test("installs the packages of R that the programs load, and not what a comment names", async () => {
  const { packages } = await planOf({
    "app.R": "library(shiny)\nsuppressMessages(library('data.table'))\n# library(sf)\nx <- jsonlite::toJSON(1)\n",
    "R/plots.R": 'if (!require("ggplot2", quietly = TRUE)) stop()\nlibrary(ownpackage)\n',
  });
  expect(packages.run).toEqual(["r-base-core", "r-cran-data.table", "r-cran-ggplot2", "r-cran-jsonlite", "r-cran-shiny"]);
});
