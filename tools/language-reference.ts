import { noDockerfiles } from "../packages/server/src/core/dockerfiles/plan-dockerfile.ts";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { schemaRows, type SchemaNode, type SchemaRow } from "../packages/contract/src/schema-rows.ts";
import { describePlan, planFiles } from "../packages/server/src/core/builds/plan-source.ts";
import type { Source } from "../packages/server/src/core/languages/find-files.ts";
import type { Language } from "../packages/server/src/core/languages/language.ts";
import { languageJsonSchema } from "../packages/server/src/core/languages/language-json-schema.ts";
import { parseLanguage } from "../packages/server/src/core/languages/parse-language.ts";
import { newestFirst } from "../packages/server/src/core/languages/version-range.ts";

const root = join(import.meta.dirname, "..");

/** The language that the guide shows, with files that it plans. */
export const shownFiles = { "main.lua": "", "tool-1.0-1.rockspec": "", ".lua-version": "5.4\n" } as const;

export function shownLanguage(): string {
  const guide = readFileSync(join(root, "docs", "guide", "languages.md"), "utf8");
  return /^```yaml\n([^]*?)^```$/m.exec(guide)?.[1] ?? "";
}

export function shippedLanguages(): readonly Language[] {
  const folder = join(root, "languages");
  return readdirSync(folder)
    .toSorted()
    .map((file) => parseLanguage(readFileSync(join(folder, file), "utf8"), file));
}

/** What planning sees of the files of a folder of `examples/`. */
function exampleSource(name: string): Source {
  const folder = join(root, "examples", name);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
  return { files, read: async (path) => (files.includes(path) ? readFileSync(join(folder, path), "utf8") : null) };
}

/** `Found lua 5.4 (main.lua), web process: …`, or why not. */
export async function planText(source: Source, languages: readonly Language[]): Promise<string> {
  const planned = await planFiles(source, { languages, dockerfiles: noDockerfiles, today: "2026-01-01" });
  return planned.kind === "planned" ? describePlan(planned) : `Cannot be built: ${planned.reason}`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const code = (text: string): string => (text.includes("`") ? `\`\` ${cell(text)} \`\`` : `\`${cell(text)}\``);
const list = (values: readonly string[]): string => (values.length === 0 ? "nothing" : values.map(code).join(", "));

function row({ key, kind, text, example }: SchemaRow): string {
  return `| \`${key}\` | ${cell(kind)} | ${cell(text)} | ${example === undefined ? "" : code(JSON.stringify(example))} |`;
}

function keyTable(rows: readonly SchemaRow[]): string {
  return ["| key | kind | meaning | example |", "| --- | --- | --- | --- |", ...rows.map(row)].join("\n");
}

function versionTable({ version }: Language): readonly string[] {
  if (version === undefined) return [];
  const rows = newestFirst(Object.keys(version.offered)).map((name) => {
    const { base, packages, end_of_life: end } = version.offered[name] ?? { base: "", packages: { build: [], run: [] } };
    const marked = name === version.default ? `**${name}** (default)` : name;
    return `| ${marked} | ${base} | ${end ?? ""} | ${list(packages.build)} | ${list(packages.run)} |`;
  });
  const asked = version.from.map(({ file, key }) => (key === undefined ? file : `${file}#${key}`));
  return [
    "",
    "| version | base | security fixes until | to build | to run |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
    `Which one is asked for in: ${list([...new Set(asked)])}.`,
  ];
}

function processLines({ processes, process_file: file }: Language): readonly string[] {
  const rules = Object.entries(processes).flatMap(([name, all]) =>
    all.map(({ when, command }) => {
      const text = when.contains ?? when.matches;
      const found = `${list(when.file)}${text === undefined ? "" : ` with ${code(text)}`}`;
      return `- \`${name}\`, found by ${found}: ${code(command)}`;
    }),
  );
  if (file !== undefined) return ["", `Each line of \`${file}\` is a process.`];
  return rules.length === 0
    ? ["", "It starts nothing by itself."]
    : ["", "Default processes, the first that is found of each name:", "", ...rules];
}

function languagePart(language: Language, examples: readonly string[]): string {
  const { id, name, detect, packages, requires, steps, hints } = language;
  const facts = [
    ...(detect.files.length === 0 ? [] : [`files ${list(detect.files)}`]),
    ...(detect.when === undefined ? [] : [`condition ${code(JSON.stringify(detect.when))}`]),
    ...(detect.service_template.length === 0 ? [] : [`\`type\` of service.template ${list(detect.service_template)}`]),
  ];
  const not = detect.unless === undefined ? "" : ` Never with ${code(JSON.stringify(detect.unless))}.`;
  const alone = detect.alone ? " Only when no other language is found." : "";
  const requiring = requires === undefined ? "" : ` Built with \`${requires}\`.`;
  return [
    `### ${name} (\`${id}\`)`,
    "",
    `Found by: ${facts.length === 0 ? "nothing but its name in sluice.yaml" : facts.join("; or ")}.${not}${alone}${requiring}`,
    ...hints.flatMap(({ files, say }) => ["", `When no language is found, and one of ${list(files)} is there: ${cell(say)}`]),
    ...versionTable(language),
    ...(packages === undefined ? [] : ["", `Packages: to build ${list(packages.build)}; to run ${list(packages.run)}.`]),
    ...(steps.length === 0 ? [] : ["", `Steps: ${list([...new Set(steps.map((step) => step.id))])}.`]),
    ...processLines(language),
    ...(examples.length === 0 ? [] : ["", "Examples:", "", ...examples]),
  ].join("\n");
}

/** The reference page of languages: the format, from its schema, and those that come with Sluice, from their files. */
export async function languageReference(): Promise<string> {
  const schema = languageJsonSchema() as SchemaNode;
  const condition = schema.$defs?.["condition"]?.anyOf?.find(({ properties }) => properties !== undefined) ?? {};
  const languages = shippedLanguages();
  const shown = shownLanguage();
  const source: Source = { files: Object.keys(shownFiles), read: async (path) => (shownFiles as Record<string, string>)[path] ?? null };
  const examples = await Promise.all(
    readdirSync(join(root, "examples")).map(async (name) => ({ name, said: await planText(exampleSource(name), languages) })),
  );
  const parts = languages.map((language) => {
    const its = examples.filter(({ said }) => new RegExp(`^Found (.*, )?${language.id} [^,]*[(]`).test(said));
    return languagePart(
      language,
      its.map(({ name, said }) => `- \`examples/${name}\`: ${cell(said)}`),
    );
  });
  return `# Languages

Written by \`npm run docs\` from the schema and from the files in \`languages/\`. How to write one, try it and add it: [the guide](../guide/languages.md).

## The format, \`languages/<id>.yaml\`

\`\`\`yaml
# yaml-language-server: $schema=https://deploy.example.org/schemas/language.json
${shown}\`\`\`

Of a source with ${list(Object.keys(shownFiles))} it says: ${await planText(source, [parseLanguage(shown, "lua.yaml")])}.

The first line is for editors: many check a file while it is written, and know what each key means, by the schema that stands there. Each server gives it at \`/schemas/language.json\`; it is [language.schema.json](language.schema.json) here. \`sluice languages test\` and \`sluice languages add\` know more than a schema can say, and name the line.

${keyTable(schemaRows(schema))}

Names after \`<name>\` are versions, variables or processes. A path is relative, and \`*\` in it stands for any characters within one name.

### Conditions

A path holds when it is there; a list holds when one of its conditions does; an object holds when all of its keys do:

${keyTable(schemaRows(condition))}

## The languages that come with Sluice

${parts.join("\n\n")}
`;
}
