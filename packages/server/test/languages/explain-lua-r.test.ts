import { expect, test } from "vitest";
import { adviceOn } from "../fixtures/advice-on.ts";

/** The interpreters' own words, from runs that failed. */
const logs: Readonly<Record<string, readonly (readonly [log: string, advice: RegExp])[]>> = {
  lua: [
    [
      "lua5.4: main.lua:1: module 'copas' not found:\n\tno field package.preload['copas']\n",
      /^The module copas is not there[^]*rockspec[^]*5\.1/,
    ],
    ["lua5.4: main.lua:1: unexpected symbol near '='\n", /^Lua cannot read main\.lua, line 1: unexpected symbol near '='$/],
    ["lua5.4: main.lua:1: attempt to index a nil value (local 'x')\nstack traceback:\n", /^main\.lua fails in line 1: attempt to index/],
    [
      "Error: Could not satisfy dependency nothere >= 3: No results matching query were found for Lua 5.4.\nMissing dependencies for a 1-1:\n",
      /^The rock nothere >= 3 cannot be had for this Lua[^]*\.lua-version/,
    ],
    [
      "Error: Could not satisfy dependency lua < 5.2: Rock lua 5.4-1 is already provided by VM or via 'rocks_provided' in the config file.\n",
      /^The rockspec asks for lua < 5\.2[^]*\.lua-version/,
    ],
    [
      "Warning: Failed searching manifest: Failed downloading <server>/manifest-5.4 - failed downloading <server>/manifest-5.4\n\nError: Could not satisfy dependency nothere >= 3: No results matching query were found for Lua 5.4.\n",
      /^luarocks could not reach the registry[^\n]*$/,
    ],
    [
      "Error: Could not find header file for GD\n  No file gd.h in /usr/local/include\n",
      /compiled against the C library GD[^]*-dev package/,
    ],
  ],
  r: [
    [
      "Error in library(nothere) : there is no package called ‘nothere’\nExecution halted\n",
      /^The package nothere is not in the image[^]*r-cran-/,
    ],
    [
      "Error in loadNamespace(x) : there is no package called ‘nothere’\nCalls: loadNamespace -> withRestarts\n",
      /^The package nothere is not in the image/,
    ],
    [
      "Error in source(\"a.R\") : a.R:1:16: unexpected '{'\n1: x <- function( {\n                   ^\nExecution halted\n",
      /^R cannot read a\.R, line 1: unexpected '\{'$/,
    ],
    ['Error in ff(1) : could not find function "ff"\nCalls: source -> withVisible\n', /^The function ff is not known[^]*library/],
    [
      "In file(file, \"rt\") :\n  cannot open file 'data.csv': No such file or directory\nExecution halted\n",
      /^The file data\.csv is not there[^]*commit it/,
    ],
  ],
};

const rows = Object.entries(logs).flatMap(([id, of]) => of.map(([log, advice]) => [id, log, advice] as const));

test.each(rows)("%s: explains %j", (id, log, advice) => {
  expect(adviceOn(id, log).join("\n")).toMatch(advice);
});
