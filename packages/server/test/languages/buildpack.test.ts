import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compileLanguages, compileOrder } from "../../src/core/languages/compile.ts";
import type { Language } from "../../src/core/languages/language.ts";
import { parseLanguage } from "../../src/core/languages/parse-language.ts";
import { planBuild } from "../../src/core/languages/plan.ts";
import { type PackDirectory, packDirectory, type Ran } from "./pack-directory.ts";

const folder = new URL("../../../../languages/", import.meta.url);
const own: Language[] = [];
for (const file of await readdir(folder)) own.push(parseLanguage(await readFile(new URL(file, folder), "utf8"), file));

const probe = parseLanguage(
  String.raw`id: probe
name: Probe
detect: { files: [lock.txt], service_template: ["probe*"] }
steps:
  - id: deps
    key: [lock.txt]
    key_includes: "^-r ([^ ]+)"
    key_all_when: "^local"
    layer: { launch: true, link: [deps] }
    env:
      PATH: { prepend: $LAYER/bin }
      ODD: { default: "it's \"$HOME\"" }
    run: |
      if grep -q fail lock.txt; then exit 7; fi
      mkdir "$LAYER/deps"
      echo "needs: $NEEDS" > "$DETAIL"
processes:
  web:
    - when: { file: ["main file.txt", main.txt], matches: "^run=(.*)$" }
      command: serve --what='{1}' {module}
      needs: server
    - when: { file: main.txt, contains: "a 'b' $(c)" }
      command: other
`.replace('"main file.txt", ', ""),
  "probe.yaml",
);
const several = parseLanguage(
  String.raw`id: several
name: Several
requires: probe
detect:
  files: ["*.sev"]
  when: { all: [{ file: many.txt, contains: "[tool.x]" }, { any: [a.lock, { file: "*.lock", matches: "^v(1|2)$" }] }] }
  unless: { file: many.txt, contains: never }
version:
  from: [many.txt#version]
  offered: { "1": { base: debian-13, packages: {} }, "2": { base: debian-13, packages: {} } }
  default: "1"
steps:
  - { id: locked, when: "*.lock", layer: { launch: true }, key: ["*.lock"], run: 'touch made.txt' }
  - { id: late, when: made.txt, run: "true" }
  - { id: open, unless: ["*.lock", { file: many.txt, matches: "^open" }], run: "true" }
processes:
  web:
    - when: { file: "*.sev", matches: "^start (.*)$", all: [many.txt] }
      unless: a.lock
      command: run '{file}' {module} {1}
    - when: { file: many.txt }
      command: many
`,
  "several.yaml",
);
const languages = [...own, probe, several];

let there: PackDirectory;
let root: string;
beforeEach(async () => {
  there = await packDirectory();
  root = there.root;
  await there.pack(languages);
});
afterEach(() => there[Symbol.asyncDispose]());

const pack = (which: readonly Language[]): Promise<void> => there.pack(which);
const app = (files: Readonly<Record<string, string>>): Promise<void> => there.write("app", files);
const run = (language: string, what: "detect" | "build"): Promise<Ran> => there.run(language, what);
const layer = (path: string): string => there.layer("probe", path);

async function warm(): Promise<Ran> {
  await rm(layer("deps"), { recursive: true, force: true });
  return run("probe", "build");
}

test("makes a layer once and declares it again without making it", async () => {
  await app({ "lock.txt": "a\n", "main.txt": "run=x\n" });
  const first = await run("probe", "build");
  expect(first).toMatchObject({
    code: 0,
    out: expect.stringMatching(/::sluice step=deps state=done ms=\d+ detail=needs: server/),
  });
  expect(await readFile(layer("deps/env.launch/ODD.default"), "utf8")).toBe('it\'s "$HOME"');
  expect(await readFile(layer("deps/env.launch/PATH.prepend"), "utf8")).toBe(`${layer("deps")}/bin`);

  const second = await warm();
  expect(second).toEqual({ code: 0, out: "::sluice step=deps state=unchanged detail=lock.txt\n" });
  expect(await readFile(layer("deps.toml"), "utf8")).toMatch(
    /launch = true\nbuild = false\ncache = false\n\[metadata\]\nkey = "[0-9a-f]{64}"/,
  );
  await expect(stat(layer("deps"))).rejects.toThrow();
});

test("has a launch layer at hand for tests, and keeps it in the cache for the next ones", async () => {
  await app({ "lock.txt": "a\n" });
  await run("probe", "build");
  await mkdir(join(root, "platform", "env"), { recursive: true });
  await writeFile(join(root, "platform", "env", "SLUICE_TESTS"), "1");
  expect((await warm()).out).toMatch(/state=done/);
  expect(await readFile(layer("deps.toml"), "utf8")).toMatch(/launch = true\nbuild = false\ncache = true\n/);
  expect((await stat(layer("deps/deps"))).isDirectory()).toBe(true);
  expect((await run("probe", "build")).out).toMatch(/unchanged/);
});

test.each([
  ["the lock file", { "lock.txt": "b\n" }],
  ["an included file", { "more.txt": "2\n" }],
  ["the need of the start command", { "main.txt": "nothing\n" }],
])("makes the layer again when %s changes", async (_, change) => {
  await app({
    "lock.txt": "-r more.txt\n",
    "more.txt": "-r lock.txt\n-r ../../etc\n",
    "main.txt": "run=x\n",
  });
  await run("probe", "build");
  expect((await warm()).out).toMatch(/unchanged/);
  await app(change);
  expect((await warm()).out).toMatch(/state=done/);
});

test("counts every file once the lock file names something local", async () => {
  await app({ "lock.txt": "local\n", "deep/odd \n name": "1" });
  await run("probe", "build");
  expect((await warm()).out).toMatch(/unchanged/);
  await app({ "deep/odd \n name": "2" });
  expect((await warm()).out).toMatch(/state=done/);
});

test("ends with the step's own exit code and says so", async () => {
  await app({ "lock.txt": "fail\n" });
  expect(await run("probe", "build")).toMatchObject({
    code: 7,
    out: expect.stringMatching(/step=deps state=failed ms=\d+ detail=exit 7/),
  });
});

test("does not put hostile text of the source into a command", async () => {
  await app({ "lock.txt": "", "main.txt": "run=x'; touch pwned; '\n" });
  await run("probe", "build");
  expect(await readFile(layer("launch.toml"), "utf8")).toBe("");
});

test("writes Procfile commands to the letter", async () => {
  const command = String.raw`sh -c "echo \"a\\b\" $PORT" | cat '${"`id`"}' # ü`;
  await app({ Procfile: `web:\t${command} \r\nworker: x\nweb: ${command}\nbad line\n` });
  expect(await run("procfile", "build")).toEqual({ code: 0, out: "" });
  const toml = await readFile(join(root, "layers/procfile/launch.toml"), "utf8");
  expect(toml).toBe(
    `[[processes]]\ntype = "web"\ncommand = ["bash", "-c", ${JSON.stringify(command)}]\ndefault = true\n[[processes]]\ntype = "worker"\ncommand = ["bash", "-c", "x"]\n`,
  );
});

const sources: Record<string, string>[] = [
  { "requirements.txt": "", "app.py": "x = 1\r\napp = Flask(__name__)\r\n" },
  { "requirements.txt": "", "wsgi.py": "app: Flask = Flask(1)\n" },
  { "requirements.txt": "", "app.py": "app = 1\n", "main.py": "api: FastAPI = FastAPI()\n" },
  {
    "requirements.txt": "",
    "manage.py": 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a.b.settings")\n',
  },
  { "service.template": "type: python3.11\n", "wsgi.py": "application = x()\n" },
  { "package.json": '{ "scripts": { "start": "node x.js" } }\n' },
  { "package.json": "{}\n", "server.js": "" },
  { "index.html": "", "public/index.html": "" },
  { "main.txt": "a 'b' $(c)\n", "service.template": "type: 'probe2'\n" },
  { "lock.txt": "", "main.txt": "run=a.b:c\n" },
  { Procfile: "web: x\nwork_er: y\nclock:z\n" },
  { "many.txt": "[tool.x]\n", "b.lock": "v3\n", "c.lock": "v2\n" },
  { "many.txt": "[tool.x]\nnever\n", "a.lock": "", "x.sev": "", "index.html": "" },
  { "many.txt": "", "b.sev": "no\n", "a.sev": "start here\n" },
  { "a.sev": "start here\n" },
  { "many.txt": "", "a.lock": "", "a.sev": "start here\n" },
  { "many.txt": "", "deep/x.lock": "", "we'ird $(x).sev": "start x\n", ".dot.sev": "start y\n" },
];

test.each(sources.map((files) => [Object.keys(files).join(" "), files] as const))(
  "planner and buildpacks agree on %s",
  async (_, files) => {
    await app(files);
    const source = { files: Object.keys(files), read: async (path: string) => files[path] ?? null };
    const result = await planBuild(source, languages);
    if (result.kind === "refused") throw new Error(result.reason);
    const detected: string[] = [];
    for (const { id } of languages) if ((await run(id, "detect")).code === 0) detected.push(id);
    expect(result.plan.languages.map(({ id }) => id).toSorted()).toEqual(detected.toSorted());
    const id = result.plan.languages.at(-1)?.id ?? "";
    const build = await readFile(join(root, "packs", `sluice_${id}/0.1.0/bin/build`), "utf8");
    // Only what it finds is compared: the step would install packages.
    await writeFile(
      join(root, "packs", `sluice_${id}/0.1.0/bin/build`),
      build.replace(/^if .*VERSION=\$.*$/m, "").replace(/^run_step\(\) \{$/m, "run_step() { return; }\nignored() {"),
    );
    expect((await run(id, "build")).code).toBe(0);
    const toml = await readFile(join(root, "layers", id, "launch.toml"), "utf8");
    const commands = [...toml.matchAll(/command = \["bash", "-c", (".*")\]/g)].map((found) => JSON.parse(found[1] ?? "") as unknown);
    expect(commands).toEqual(result.plan.processes.map(({ command }) => command));
  },
);

test("counts each file of a pattern in a step's key", async () => {
  await app({ "many.txt": "", "a.lock": "", "b.sev": "" });
  expect((await run("several", "build")).out).toContain("state=done");
  expect((await run("several", "build")).out).toContain("state=unchanged detail=a.lock");
  await app({ "b.lock": "" });
  expect((await run("several", "build")).out).toContain("state=done");
});

test("runs a step only under its conditions, as planned", async () => {
  for (const [files, steps] of [
    [{ "x.sev": "", "many.txt": "" }, ["open"]],
    [{ "x.sev": "", "many.txt": "\nopen\n" }, []],
    [{ "x.sev": "", "many.txt": "", "b.lock": "" }, ["locked"]],
  ] as const) {
    await rm(join(root, "app"), { recursive: true, force: true });
    await app(files);
    const read = async (path: string): Promise<string | null> => (files as Record<string, string>)[path] ?? null;
    const result = await planBuild({ files: Object.keys(files), read }, [several, { ...probe, steps: [] }]);
    expect(result).toMatchObject({ plan: { steps } });
    const { out } = await run("several", "build");
    expect(Array.from(out.matchAll(/step=(\w+) state=done/g), ([, step]) => step)).toEqual(steps);
  }
});

test("detects whatever a person names", async () => {
  await app({ "notes.txt": "" });
  const named = async (languages: string): Promise<void> => {
    await mkdir(join(root, "platform", "env"), { recursive: true });
    await writeFile(join(root, "platform", "env", "SLUICE_LANGUAGES"), languages);
  };
  expect((await run("python", "detect")).code).toBe(100);
  await named("node,python");
  expect((await run("python", "detect")).code).toBe(0);
  await named("several");
  expect((await run("probe", "detect")).code).toBe(0);
});

test("takes a link for a file that is there, and does not read it", async () => {
  await app({ "lock.txt": "", "target.txt": "run=x\n" });
  await symlink("target.txt", join(root, "app/main.txt"));
  await run("probe", "build");
  expect(await readFile(layer("launch.toml"), "utf8")).toBe("");
});

test("orders exactly the planned languages, and compiles the same every time", async () => {
  const packs = compileLanguages(languages);
  expect(compileLanguages(languages).digest).toBe(packs.digest);
  const files: Record<string, string> = { Procfile: "web: x\n", "requirements.txt": "" };
  const result = await planBuild({ files: Object.keys(files), read: async (path) => files[path] ?? null }, languages);
  if (result.kind === "refused") throw new Error(result.reason);
  expect(compileOrder(result.plan, packs)).toBe(
    '[[order]]\n[[order.group]]\nid = "sluice/python"\nversion = "0.1.0"\n[[order.group]]\nid = "sluice/procfile"\nversion = "0.1.0"\n',
  );
});

const variants = parseLanguage(
  String.raw`id: variants
name: Variants
detect: { files: [start.txt] }
version:
  from: []
  offered:
    "1": { base: debian-13, packages: {} }
    "2": { base: debian-13, packages: {}, release: "2.3.4" }
  default: "1"
  probe: echo from-the-base
functions: |
  tell() { echo "$1 $RELEASE" > "$DETAIL"; }
steps:
  - id: deps
    when: [a.lock, b.lock]
    unless: { file: config.txt, contains: off }
    key: [a.lock]
    layer: { launch: true, build: { file: config.txt, matches: "^later=(yes|si)$" } }
    env: { WHO: { default: first } }
    run: tell first
  - id: deps
    when: { file: config.txt, contains: second }
    run: tell second
`,
  "variants.yaml",
);

test.each([
  [{ "a.lock": "" }, "deps", "first"],
  [{ "b.lock": "", "config.txt": "second\n" }, "deps", "first"],
  [{ "a.lock": "", "config.txt": "off second\n" }, "deps", "second"],
  [{ "config.txt": "second\n" }, "deps", "second"],
  [{ "config.txt": "third\n" }, "", ""],
] as const)("takes the first step of an id whose conditions hold on %j, as the planner says", async (files, step, said) => {
  const all: Record<string, string> = { "start.txt": "", ...files };
  await app(all);
  await pack([variants]);
  const result = await planBuild({ files: Object.keys(all), read: async (path) => all[path] ?? null }, [variants], { runs: true });
  expect(result.kind === "planned" && result.plan.steps.join()).toBe(step);
  const { code, out } = await run("variants", "build");
  expect(code).toBe(0);
  expect(/state=done .*detail=(\w*)/.exec(out)?.[1] ?? "").toBe(said);
});

test("keeps a layer for later steps only when something asks for it", async () => {
  await pack([variants]);
  await app({ "start.txt": "", "a.lock": "" });
  const toml = () => readFile(join(root, "layers/variants/deps.toml"), "utf8");
  await run("variants", "build");
  expect(await toml()).toContain("launch = true\nbuild = false\ncache = false\n");
  await rm(join(root, "layers/variants/deps"), { recursive: true });
  expect((await run("variants", "build")).out).toContain("state=unchanged");

  await app({ "config.txt": "later=yes\n" });
  expect((await run("variants", "build")).out).toContain("state=done");
  expect(await toml()).toContain("launch = true\nbuild = true\ncache = true\n");
  expect(await readFile(join(root, "layers/variants/deps/env.build/WHO.default"), "utf8")).toBe("first");
  expect((await run("variants", "build")).out).toContain("state=unchanged");
});

test("makes layers again, with the release that the plan names, when another version is planned", async () => {
  await pack([variants]);
  await app({ "start.txt": "", "a.lock": "" });
  expect((await run("variants", "build")).out).toMatch(/state=done ms=\d+ detail=first \n/);
  await mkdir(join(root, "platform/env"), { recursive: true });
  await writeFile(join(root, "platform/env/SLUICE_VARIANTS_VERSION"), "2");
  expect((await run("variants", "build")).out).toMatch(/state=done ms=\d+ detail=first 2\.3\.4\n/);
  expect((await run("variants", "build")).out).toContain("state=unchanged");
});

test("stores what a step fills in the source apart from the rest", async () => {
  const slicer = parseLanguage(
    `id: slicer
name: Slicer
detect: { files: [s.txt] }
steps: [{ id: fill, when: s.txt, slice: [vendor, public/build], run: "true" }, { id: none, when: other.txt, slice: [never], run: "true" }]
`,
    "slicer.yaml",
  );
  await pack([slicer]);
  await app({ "s.txt": "" });
  expect((await run("slicer", "build")).code).toBe(0);
  expect(await readFile(join(root, "layers/slicer/launch.toml"), "utf8")).toBe(
    '[[slices]]\npaths = ["vendor"]\n[[slices]]\npaths = ["public/build"]\n',
  );
});
