import { expect, test } from "vitest";
import { parseLanguage } from "./parse-language.ts";

const good = `id: lua
name: Lua
detect:
  files: [main.lua]
steps:
  - id: rocks
    layer: { launch: true }
    run: luarocks install
`;

test("fills in what a language leaves out", () => {
  const language = parseLanguage(good, "lua.yaml");
  expect(language.steps[0]?.layer).toEqual({ launch: true, build: false, link: [] });
  expect(language.processes).toEqual({});
});

test("names path, line and nearest key of an unknown key", () => {
  const text = good.replace("layer: {", "layr: {");
  expect(() => parseLanguage(text, "lua.yaml")).toThrow('lua.yaml line 7: steps.0.layr is not a known key; did you mean "layer"?');
});

test("lists the known keys when none is near", () => {
  expect(() => parseLanguage(`${good}zzzzzzzzzz: 1\n`, "lua.yaml")).toThrow(
    /line 9: zzzzzzzzzz is not a known key; known are: id, name, detect/,
  );
});

test("names every problem at once", () => {
  const text = good.replace("name: Lua", "name: 3").replace("run: luarocks install", "run: 7");
  expect(() => parseLanguage(text, "lua.yaml")).toThrow(/line 2: name: [^]*line 8: steps\.0\.run: /);
});

test("says where the YAML itself is broken", () => {
  expect(() => parseLanguage("id: [", "lua.yaml")).toThrow(/lua\.yaml line 1: /);
});

test("refuses patterns that bash and JavaScript read differently", () => {
  const text = `${good}processes:\n  web:\n    - when: { file: main.lua, matches: '\\d+' }\n      command: lua main.lua\n`;
  expect(() => parseLanguage(text, "lua.yaml")).toThrow(
    /line 11: processes\.web\.0\.when\.matches: must be a regular expression that bash/,
  );
});

test("refuses a default version that is not offered", () => {
  const version = "version: { offered: { '5.4': { base: debian-13, packages: {} } }, default: '5.3' }\n";
  expect(() => parseLanguage(good + version, "lua.yaml")).toThrow(/version\.default: is not one of the offered/);
});
