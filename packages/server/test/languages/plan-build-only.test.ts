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

const built = { "package.json": '{ "scripts": { "build": "vite build" } }' };

test.each([
  ["composer.json", "php"],
  ["Gemfile", "ruby"],
  ["requirements.txt", "python"],
  ["cpanfile", "perl"],
])("lets Node.js only build beside %s", async (file, id) => {
  const { languages: found, packages, steps, processes } = await plan({ ...built, [file]: file.endsWith("json") ? "{}" : "" });
  expect(found.map((one) => [one.id, one.because])).toEqual([
    ["node", "package.json, only to build"],
    [id, file],
  ]);
  expect(packages.build).toContain("npm");
  expect(packages.run.filter((name) => /node|npm|libstdc/.test(name))).toEqual([]);
  expect(steps).toContain("build");
  expect(steps).not.toContain("runtime");
  expect(processes.filter(({ because }) => because === "package.json")).toEqual([]);
});

test.each([
  ["it is alone", built],
  ["it has a start script", { "requirements.txt": "", "package.json": '{\n"start": "node x.js"\n}' }],
  ["the Procfile starts it", { ...built, "requirements.txt": "", Procfile: "web: python app.py\nchat: node chat.js\n" }],
  ["the manifest starts it", { ...built, "requirements.txt": "", "sluice.yaml": "processes:\n  chat: { command: node chat.js }\n" }],
])("keeps Node.js in the image when %s", async (_, files) => {
  const { packages, steps } = await plan(files);
  expect(packages.run.some((name) => name === "nodejs" || name === "libstdc++6")).toBe(true);
  expect(steps).toContain("runtime");
});

test("keeps Node.js in the image when the manifest names the languages", async () => {
  const files: Record<string, string> = { ...built, "requirements.txt": "" };
  const source = { files: Object.keys(files), read: async (path: string) => files[path] ?? null };
  const result = await planBuild(source, languages, { languages: ["node", "python"] });
  expect(result).toMatchObject({ plan: { steps: expect.arrayContaining(["runtime"]), variables: { SLUICE_LANGUAGES: "node,python" } } });
});
