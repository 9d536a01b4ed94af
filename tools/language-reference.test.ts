import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { schemaRows, type SchemaNode } from "../packages/contract/src/schema-rows.ts";
import { compileLanguages } from "../packages/server/src/core/languages/compile.ts";
import { languageJsonSchema } from "../packages/server/src/core/languages/language-json-schema.ts";
import { parseLanguage } from "../packages/server/src/core/languages/parse-language.ts";
import { planText, shownFiles, shownLanguage } from "./language-reference.ts";

const schema = languageJsonSchema() as SchemaNode;
const rows = schemaRows(schema);
const hasParts = (key: string): boolean => rows.some((row) => row.key.startsWith(`${key}.`) || row.key.startsWith(`${key}[]`));

/** A value of a node that has all that it needs, and at the rest of a path the example that stands there. */
function sample(node: SchemaNode, path: readonly string[] | null): unknown {
  const [next, ...rest] = path ?? [];
  const form = next === undefined ? node : formWith(node, next);
  const { properties, items, additionalProperties: named } = form;
  const example = form.examples?.[0];
  if (path !== null && next === undefined && example !== undefined) return example;
  if (next === "[]" && items !== undefined) return [sample(items, rest)];
  if (next === "<name>" && typeof named === "object") return { [Object.keys(example as object)[0] ?? "web"]: sample(named, rest) };
  if (properties === undefined) return example;
  const keys = new Set([...(form.required ?? []), ...(next === undefined ? [] : [next])]);
  return Object.fromEntries([...keys].map((key) => [key, sample(properties[key] ?? {}, key === next ? rest : null)]));
}

function formWith(node: SchemaNode, part: string): SchemaNode {
  const form = node.anyOf?.find(({ properties }) => properties?.[part] !== undefined);
  return form ?? node;
}

const steps = (key: string): readonly string[] => key.replaceAll("[]", ".[]").split(".");

it("says of each key what it means, and has an example of each that has no keys of its own", () => {
  expect(rows.filter(({ text }) => text.replace(/^Needed[.]/, "").trim() === "").map(({ key }) => key)).toEqual([]);
  expect(rows.filter(({ key, example }) => example === undefined && !hasParts(key)).map(({ key }) => key)).toEqual([]);
});

it.each(rows.filter(({ example }) => example !== undefined).map((row) => [row.key, row.example]))(
  "the example of %s is read and compiled",
  (key) => {
    const whole = sample(schema, steps(key)) as { version?: { default?: unknown; offered?: object } };
    const { version } = whole;
    if (version?.offered !== undefined) version.default = Object.keys(version.offered)[0];
    const language = parseLanguage(stringify(whole), "example.yaml");
    expect(compileLanguages([language]).packs).toHaveLength(1);
  },
);

it("the whole file of the page is planned", async () => {
  const language = parseLanguage(shownLanguage(), "lua.yaml");
  const source = { files: Object.keys(shownFiles), read: async (path: string) => (shownFiles as Record<string, string>)[path] ?? null };
  expect(await planText(source, [language])).toBe("Found lua 5.4 (main.lua), web process: exec lua5.4 main.lua (main.lua)");
  expect(await planText({ files: [], read: async () => null }, [language])).toBe("Cannot be built: no language was found in the source");
});

it("the published schema takes each language that comes with Sluice, and names what is wrong", () => {
  const valid = new Ajv2020({ strict: false, validateFormats: false, allErrors: true }).compile(languageJsonSchema());
  const folder = join(import.meta.dirname, "..", "languages");
  for (const file of readdirSync(folder)) {
    valid(parse(readFileSync(join(folder, file), "utf8")));
    expect(valid.errors, file).toBeNull();
  }
  expect(valid({ id: "lua", name: "Lua", detect: { filez: ["main.lua"] } })).toBe(false);
  expect(valid.errors?.map(({ instancePath, params }) => [instancePath, params["additionalProperty"]])).toContainEqual([
    "/detect",
    "filez",
  ]);
});
