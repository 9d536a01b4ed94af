import { expect, test } from "vitest";
import { planBuild } from "../../src/core/languages/plan.ts";
import { planOf, shippedLanguages } from "../fixtures/shipped-languages.ts";

const built = { "package.json": '{ "scripts": { "build": "vite build" } }' };

test.each([
  ["composer.json", "php"],
  ["Gemfile", "ruby"],
  ["requirements.txt", "python"],
  ["cpanfile", "perl"],
])("lets Node.js only build beside %s", async (file, id) => {
  const { languages: found, packages, steps, processes } = await planOf({ ...built, [file]: file.endsWith("json") ? "{}" : "" });
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
  ["it is alone", { "package.json": '{ "scripts": { "build": "tsc" } }' }],
  ["it has a start script", { "requirements.txt": "", "package.json": '{\n"start": "node x.js"\n}' }],
  ["the Procfile starts it", { ...built, "requirements.txt": "", Procfile: "web: python app.py\nchat: node chat.js\n" }],
  ["the manifest starts it", { ...built, "requirements.txt": "", "sluice.yaml": "processes:\n  chat: { command: node chat.js }\n" }],
])("keeps Node.js in the image when %s", async (_, files) => {
  const { packages, steps } = await planOf(files);
  expect(packages.run.some((name) => name === "nodejs" || name === "libstdc++6")).toBe(true);
  expect(steps).toContain("runtime");
});

test("keeps Node.js in the image when the manifest names the languages", async () => {
  const files: Record<string, string> = { ...built, "requirements.txt": "" };
  const source = { files: Object.keys(files), read: async (path: string) => files[path] ?? null };
  const result = await planBuild(source, shippedLanguages, { languages: ["node", "python"] });
  expect(result).toMatchObject({ plan: { steps: expect.arrayContaining(["runtime"]), variables: { SLUICE_LANGUAGES: "node,python" } } });
});
