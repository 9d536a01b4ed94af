import { mkdir, readdir, readFile, readlink, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepLayers } from "../../src/adapters/engine-docker/kept-layers.ts";
import { parseLanguage } from "../../src/core/languages/parse-language.ts";
import { type PackDirectory, packDirectory, type Ran } from "./pack-directory.ts";

const app = parseLanguage(
  String.raw`id: app
name: App
detect: { files: [lock.txt] }
steps:
  - id: deps
    key: [lock.txt]
    layer: { launch: true, build: assets.txt }
    env: { PATH: { prepend: $LAYER/bin } }
    run: |
      mkdir "$LAYER/bin"
      cp lock.txt "$LAYER/bin/found"
  - id: assets
    when: assets.txt
    run: |
      if grep -q broken assets.txt; then exit 9; fi
      if [ -d "$CNB_LAYERS_DIR/deps/" ]; then touch "$CNB_LAYERS_DIR/deps/left-behind"; fi
      cp "$CNB_LAYERS_DIR/deps/bin/found" "$DETAIL"
`,
  "app.yaml",
);
const site = parseLanguage(
  String.raw`id: site
name: Site
detect: { files: [lock.txt] }
steps:
  - id: deps
    key: [lock.txt]
    layer: { build: true, link: [modules] }
    env: { FOUND: { override: $LAYER/modules } }
    run: |
      if grep -q broken lock.txt; then exit 9; fi
      mkdir "$LAYER/modules"
      cp lock.txt "$LAYER/modules/found"
      chmod 555 "$LAYER/modules"
  - id: pages
    run: cp modules/found "$DETAIL"
`,
  "site.yaml",
);

let there: PackDirectory;
let cache: string;
let kept: string;
beforeEach(async () => {
  there = await packDirectory();
  cache = join(there.root, "cache");
  kept = join(there.root, "kept");
  await mkdir(kept);
  await there.pack([app, site]);
  await there.write("app", { "lock.txt": "one\n", "assets.txt": "" });
});
afterEach(() => there[Symbol.asyncDispose]());

const toml = (language: string): Promise<string> => readFile(there.layer(language, "deps.toml"), "utf8");
const inKept = (): string => join(kept, "app", "deps");
const inCache = (): string => join(cache, ".layers", "site", "deps");
const copies = (): Promise<readonly string[]> => readdir(inKept());
const states = ({ out }: Ran): readonly string[] =>
  Array.from(out.matchAll(/step=(\w+ state=(?:done|unchanged|failed))/g), ([, said]) => said ?? "");

async function build(language: string): Promise<Ran> {
  return there.run(language, "build", { CACHE: cache, SLUICE_KEPT_LAYERS: kept });
}

/** The next build, as the restorer begins it: of what the image has only metadata are there, of the rest nothing. */
async function next(language: string, metadata: string | null): Promise<Ran> {
  await rm(there.layer(language, ""), { recursive: true, force: true });
  const told = metadata?.replace(/^\[types\][^[]*/, "").replaceAll(/^(?=\w)/gm, "  ");
  if (told !== undefined) await there.write(join("layers", language), { "deps.toml": told });
  return build(language);
}

/** A build that was exported, and its layer's metadata in the image. */
async function exported(metadata: string | null = null): Promise<string> {
  const ran = await next("app", metadata);
  expect(ran.code).toBe(0);
  await keepLayers(kept, there.root);
  return toml("app");
}

const made = ["deps state=done", "assets state=done"];
const lent = ["deps state=unchanged", "assets state=done"];

test("lends later steps a layer of the image, and leaves it to be taken from the last image", async () => {
  const image = await exported();
  expect(image).toMatch(/launch = true\nbuild = false\ncache = false\n\[metadata\]\nkey = "\w{64}"\ncopy = "\w{8} \d+ \S+"\n/);

  const second = await next("app", image);
  expect(states(second)).toEqual(lent);
  expect(second.out).toContain("detail=one");
  expect(await readdir(there.layer("app", ""))).toEqual(["deps.toml", "launch.toml"]);
  await keepLayers(kept, there.root);
  expect(states(await next("app", await toml("app")))).toEqual(lent);
});

test.each([
  ["nothing is kept", () => rm(inKept(), { recursive: true })],
  ["the cache was trimmed", () => rm(kept, { recursive: true })],
  ["its key changed", () => there.write("app", { "lock.txt": "two\n" })],
])("makes a layer of the image again when %s", async (_, change) => {
  const image = await exported();
  await change();
  expect(states(await next("app", image))).toEqual(made);
  await mkdir(kept, { recursive: true });
  const again = await exported(image);
  expect(states(await next("app", again))).toEqual(lent);
  expect(await copies()).toHaveLength(1);
});

test("makes a layer of the image again when there is no last image", async () => {
  await exported();
  expect(states(await next("app", null))).toEqual(made);
});

test("never lends what another build made than the one that the last image has", async () => {
  const image = await exported();
  await exported();
  expect(states(await next("app", image))).toEqual(made);
});

test("keeps nothing of a build that failed", async () => {
  const image = await exported();
  await there.write("app", { "assets.txt": "broken" });
  expect(states(await next("app", image))).toEqual(["deps state=unchanged", "assets state=failed"]);
  await there.write("app", { "assets.txt": "" });
  expect(states(await next("app", image))).toEqual(lent);
});

test("keeps what the lifecycle still brings from its own cache, and lends it from then on", async () => {
  await there.run("app", "build");
  expect(await toml("app")).toContain("launch = true\nbuild = true\ncache = true\n");
  expect(states(await build("app"))).toEqual(lent);
  await keepLayers(kept, there.root);
  expect(await toml("app")).toContain("launch = true\nbuild = false\ncache = false\n");
  expect(states(await next("app", await toml("app")))).toEqual(lent);
});

test("after a restart of the machine, lends only what has its size", async () => {
  const image = (await exported()).replace(/ \S+"\n$/, ' another"\n');
  expect(states(await next("app", image))).toEqual(lent);
  await truncate(join(inKept(), (await copies())[0] ?? "", "bin/found"));
  expect(states(await next("app", image))).toEqual(made);
});

test("follows no link, and takes no name, that a tool's code put where layers are kept from", async () => {
  const image = await exported();
  await rm(there.layer("app", ""), { recursive: true });
  const outside = join(there.root, "outside");
  await there.write("outside", { "deps.toml": image, "deps/secret": "" });
  await symlink(outside, there.layer("app", ""));
  await there.write("layers/odd", { "deps.toml": image.replace(/copy = "\w+/, 'copy = "../../x'), "deps/file": "" });
  await mkdir(there.layer("more", ""));
  await there.write("layers/more", { "deps.toml": image });
  await symlink(join(outside, "deps"), there.layer("more", "deps"));
  await keepLayers(kept, there.root);
  expect(await readdir(join(outside, "deps"))).toEqual(["secret"]);
  expect(await readdir(there.layer("odd", "deps"))).toEqual(["file"]);
  expect(await readdir(kept)).toEqual([]);
});

test("leaves layers to the lifecycle where nothing keeps them, and where tests need them", async () => {
  await there.run("app", "build");
  expect(await toml("app")).toContain("launch = true\nbuild = true\ncache = true\n");
  await there.write("platform/env", { SLUICE_TESTS: "1" });
  for (const language of ["app", "site"]) {
    await rm(there.layer(language, ""), { recursive: true, force: true });
    await build(language);
    expect((await stat(there.layer(language, "deps"))).isDirectory()).toBe(true);
    expect(await toml(language)).toContain("build = true\ncache = true\n");
    expect(await toml(language)).not.toContain("copy");
    expect((await build(language)).out).toContain("step=deps state=unchanged");
  }
});

test("makes a layer that no image needs where it stays, and lends it in each build", async () => {
  expect(states(await build("site"))).toEqual(["deps state=done", "pages state=done"]);
  expect(await toml("site")).toContain("launch = false\nbuild = true\ncache = false\n");
  const second = await next("site", null);
  expect(states(second)).toEqual(["deps state=unchanged", "pages state=done"]);
  expect(second.out).toContain("detail=one");
  expect(await readlink(there.layer("site", "deps"))).toBe(join(inCache(), "made"));
  expect(await readFile(there.layer("site", "deps/env.build/FOUND.override"), "utf8")).toBe(there.layer("site", "deps/modules"));
});

test("makes a layer that no image needs again when its making failed or was killed, and when its key changed", async () => {
  await there.write("app", { "lock.txt": "broken\n" });
  expect((await build("site")).code).toBe(9);
  await there.write("app", { "lock.txt": "one\n" });
  expect(states(await next("site", null))).toContain("deps state=done");
  await rm(join(inCache(), "key"));
  expect(states(await next("site", null))).toContain("deps state=done");
  await there.write("app", { "lock.txt": "two\n" });
  const changed = await next("site", null);
  expect(states(changed)).toContain("deps state=done");
  expect(changed.out).toContain("detail=two");
  expect(states(await next("site", null))).toContain("deps state=unchanged");
});

test("makes a layer that no image needs again when a restart of the machine lost some of it", async () => {
  await build("site");
  const otherBoot = async (): Promise<void> => {
    const [key = "", size = ""] = (await readFile(join(inCache(), "key"), "utf8")).split(" ");
    await writeFile(join(inCache(), "key"), `${key} ${size} another\n`);
  };
  await otherBoot();
  expect(states(await next("site", null))).toContain("deps state=unchanged");
  await otherBoot();
  await truncate(join(inCache(), "made/modules/found"));
  expect(states(await next("site", null))).toContain("deps state=done");
});
