import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseLanguage } from "../../src/core/languages/parse-language.ts";
import { planBuild } from "../../src/core/languages/plan.ts";
import { type PackDirectory, packDirectory } from "./pack-directory.ts";

const helper = parseLanguage(
  `id: helper
name: Helper
detect: { files: [h.txt] }
build_only: { when: [main.txt], unless: { file: h.txt, contains: starts } }
steps:
  - { id: runtime, layer: { launch: true }, run: "true" }
  - { id: deps, key: [h.txt], layer: { launch: true, build: true }, run: "true" }
  - { id: build, run: 'echo "only:$ONLY_BUILDS" > "$DETAIL"' }
processes: { web: [{ when: { file: h.txt }, command: helper }] }
`,
  "helper.yaml",
);

let there: PackDirectory;
beforeEach(async () => {
  there = await packDirectory();
  await there.pack([helper]);
});
afterEach(() => there[Symbol.asyncDispose]());

async function build(files: Readonly<Record<string, string>>) {
  await there.write("app", files);
  const { out } = await there.run("helper", "build");
  return { out, launch: await readFile(there.layer("helper", "launch.toml"), "utf8") };
}

test.each([
  [{ "h.txt": "" }, ["runtime", "deps", "build"], ""],
  [{ "h.txt": "", "main.txt": "" }, ["deps", "build"], "1"],
  [{ "h.txt": "starts", "main.txt": "" }, ["runtime", "deps", "build"], ""],
] as const)("makes nothing for the run image, and starts nothing, when a language only builds: %j", async (files, steps, only) => {
  const read = async (path: string): Promise<string | null> => (files as Record<string, string>)[path] ?? null;
  const result = await planBuild({ files: Object.keys(files), read }, [helper], { runs: true });
  expect(result).toMatchObject({ plan: { steps, processes: { length: only === "" ? 1 : 0 } } });
  const { out, launch } = await build(files);
  expect(Array.from(out.matchAll(/step=(\w+) state=done/g), ([, step]) => step)).toEqual(steps);
  expect(out).toContain(`detail=only:${only}`);
  expect(launch.includes('"web"')).toBe(only === "");
});

test("runs what the manifest names, also beside another language", async () => {
  await there.write("platform/env", { SLUICE_LANGUAGES: "helper" });
  const { out, launch } = await build({ "h.txt": "", "main.txt": "" });
  expect(out).toMatch(/step=build state=done ms=\d+ detail=only:\n/);
  expect(launch).toContain('"web"');
});
