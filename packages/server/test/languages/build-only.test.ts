import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compileLanguages } from "../../src/core/languages/compile.ts";
import { parseLanguage } from "../../src/core/languages/parse-language.ts";
import { planBuild } from "../../src/core/languages/plan.ts";

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

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sluice-only-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(path: string, text: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text, { mode });
}

async function build(files: Readonly<Record<string, string>>) {
  for (const file of compileLanguages([helper]).files) await write(`packs/${file.path}`, file.text, file.executable ? 0o755 : 0o644);
  for (const [path, text] of Object.entries(files)) await write(`app/${path}`, text);
  await mkdir(join(root, "layers"), { recursive: true });
  const home = join(root, "packs/sluice_helper/0.1.0");
  const env = {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: root,
    CNB_BUILDPACK_DIR: home,
    CNB_LAYERS_DIR: join(root, "layers"),
    CNB_PLATFORM_DIR: join(root, "platform"),
  };
  const { stdout } = await promisify(execFile)(join(home, "bin/build"), { cwd: join(root, "app"), env });
  return { out: stdout, launch: await readFile(join(root, "layers/launch.toml"), "utf8") };
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
  await write("platform/env/SLUICE_LANGUAGES", "helper");
  const { out, launch } = await build({ "h.txt": "", "main.txt": "" });
  expect(out).toMatch(/step=build state=done ms=\d+ detail=only:\n/);
  expect(launch).toContain('"web"');
});
