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

test.each([
  ["{ fil: a }", 'line 9: steps.1.when.fil is not a known key; did you mean "file"?'],
  ["{ any: [{ file: a, containz: b }] }", 'line 9: steps.1.when.any.0.containz is not a known key; did you mean "contains"?'],
  ["[/etc/passwd]", "line 9: steps.1.when.0: must be a relative path"],
  ["{ contains: b }", "line 9: steps.1.when: must have one of file, any, all"],
  ["7", "line 9: steps.1.when: "],
])("says of the condition %s what is wrong with it", (when, problem) => {
  const text = `${good}  - id: more\n    when: ${when}\n    run: "true"\n`;
  expect(() => parseLanguage(text, "lua.yaml")).toThrow(problem.replace("line 9", "line 10"));
});

test("takes one file, or several, where a process needs no more", () => {
  const language = parseLanguage(`${good}processes:\n  web: [{ when: main.lua, command: x }, { when: [a, b], command: y }]\n`, "lua.yaml");
  expect(language.processes["web"]?.map(({ when }) => when)).toEqual([{ file: ["main.lua"] }, { file: ["a", "b"] }]);
});
