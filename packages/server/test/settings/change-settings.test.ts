import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { finishWishes, releaseSettings } from "../../src/core/settings/change-settings.ts";
import { buildSettings, processSettings, showSettings } from "../../src/core/settings/read-settings.ts";
import { removePlatformFile, setPlatformFile } from "../../src/core/settings/platform-files.ts";
import { changeRelease } from "../../src/core/releases/change-release.ts";
import { ada, foo, openSettings } from "./open-settings.ts";

const value = "s3cr3t-v4lue-of-the-test";
const secret = (name: string, text = value) => ({ name, value: text, secret: true });
const problems = (what: string, error: unknown): never => {
  throw new Error(what, { cause: error });
};

test("a change makes a release on the same image, and the processes of that release see it", async () => {
  const on = await openSettings();
  await (
    await on.build(1)
  )();
  const done = await on.change({ set: [{ name: "A", value: "1" }, secret("KEY")], files: [{ path: "my.cnf", content: "aGk=" }] });
  expect(done).toEqual({ version: 1, changed: ["A", "KEY", "my.cnf"], release: 2 });
  const file = await on.file();
  expect(file).toMatchObject({ release: 2, settings: 1, image: expect.stringContaining("1".repeat(64)) });
  expect(await on.store.release(foo, file?.release ?? (0 as never))).toMatchObject({ cause: "settings", settings: 1, author: "ada" });
  if (file === null) throw new Error("no file");
  const { env, files } = await processSettings(on, file);
  expect(env).toEqual({ A: "1", KEY: value });
  expect(files.map(({ path, content }) => [path, Buffer.from(content).toString()])).toEqual([["my.cnf", "hi"]]);
  expect(await showSettings(on, foo)).toEqual({
    version: 1,
    released: 1,
    plain: [{ name: "A", value: "1", build: false, since: 1 }],
    secrets: [{ name: "KEY", build: false, since: 1 }],
    files: [{ path: "my.cnf", since: 1 }],
  });
});

test("the same values again make neither a version nor a release", async () => {
  const on = await openSettings();
  await (
    await on.build(1)
  )();
  await on.change({ set: [{ name: "A", value: "1" }] });
  expect(await on.change({ set: [{ name: "A", value: "1" }] })).toEqual({ version: 1, changed: [], release: 2 });
  expect(await on.store.newestSettings(foo)).toBe(1);
  expect((await on.file())?.release).toBe(2);
});

test("what is set before the first push is used by it", async () => {
  const on = await openSettings();
  expect(await on.change({ set: [{ name: "A", value: "1" }] })).toEqual({ version: 1, changed: ["A"], release: null });
  await finishWishes(on, problems);
  expect(await on.file()).toBeNull();
  await (
    await on.build(1)
  )();
  expect(await on.file()).toMatchObject({ release: 1, settings: 1 });
});

test("without a restart the next release of any kind uses it, and none before", async () => {
  const on = await openSettings();
  await (
    await on.build(1)
  )();
  expect((await on.change({ set: [{ name: "A", value: "1" }], restart: false })).release).toBeNull();
  await finishWishes(on, problems);
  expect(await on.file()).toMatchObject({ release: 1, settings: 0 });
  const wish = { tool: foo, by: ada, cause: "restart" as const, subject: () => "Restart foo", body: "" };
  await changeRelease(on, { ...wish, change: () => ({}) });
  expect(await on.file()).toMatchObject({ release: 2, settings: 1 });
  await changeRelease(on, { ...wish, change: () => ({ settings: 0 }) });
  await changeRelease(on, { ...wish, change: () => ({}) });
  expect(await on.file(), "a version that was taken back stays back").toMatchObject({ release: 4, settings: 0 });
});

test("a server that dies between the version and its release makes that release at the next start, once", async () => {
  const on = await openSettings();
  await (
    await on.build(1)
  )();
  const dead = { ...on, store: { ...on.store, addRelease: () => Promise.reject(new Error("killed")) } };
  await expect(on.change({ set: [{ name: "A", value: "1" }] }, dead)).rejects.toThrow("killed");
  expect(await on.file()).toMatchObject({ release: 1, settings: 0 });
  await finishWishes(on, problems);
  expect(await on.file()).toMatchObject({ release: 2, settings: 1 });
  await finishWishes(on, problems);
  expect(await on.file()).toMatchObject({ release: 2 });
});

test("a server that dies after the commit and before it is written down makes no second release", async () => {
  const on = await openSettings();
  await (
    await on.build(1)
  )();
  const dead = { ...on, store: { ...on.store, settingsReleased: () => Promise.reject(new Error("killed")) } };
  await expect(on.change({ set: [{ name: "A", value: "1" }] }, dead)).rejects.toThrow("killed");
  expect(await on.file()).toMatchObject({ release: 2, settings: 1 });
  await finishWishes(on, problems);
  expect(await on.file()).toMatchObject({ release: 2, settings: 1 });
  expect(await on.store.wishedSettings()).toEqual([]);
});

test("an outage is said, and the same command again finishes what it stored", async () => {
  const on = await openSettings();
  await (
    await on.build(1)
  )();
  const away = { ...on, control: { ...on.control, commit: () => Promise.reject(new Error("disk full")) } };
  await expect(on.change({ set: [{ name: "A", value: "1" }] }, away)).rejects.toThrow("disk full");
  const again = await on.change({ set: [{ name: "A", value: "1" }] });
  expect(again).toMatchObject({ version: 1, changed: [] });
  expect(await on.file()).toMatchObject({ settings: 1, release: again.release });
});

test("changes at once all become versions, none is lost, and the last release has all of them", async () => {
  const on = await openSettings();
  await (
    await on.build(1)
  )();
  await Promise.all(["A", "B", "C", "D"].map((name) => on.change({ set: [{ name, value: name }] })));
  const file = await on.file();
  if (file === null) throw new Error("no file");
  expect((await processSettings(on, file)).env).toEqual({ A: "A", B: "B", C: "C", D: "D" });
});

test("a change that comes while a push is being released is not undone by it", async () => {
  const on = await openSettings();
  await (
    await on.build(1)
  )();
  const release = await on.build(2);
  let meanwhile = async (): Promise<unknown> => on.change({ set: [{ name: "A", value: "1" }] });
  const control = {
    ...on.control,
    commit: async (...args: Parameters<typeof on.control.commit>) => {
      const once = meanwhile;
      meanwhile = () => Promise.resolve();
      await once();
      return on.control.commit(...args);
    },
  };
  await release({ ...on, control });
  expect(await on.file()).toMatchObject({ settings: 1, image: expect.stringContaining("2".repeat(64)) });
});

test("marked ones alone go to the build, as they are newest", async () => {
  const on = await openSettings();
  await on.change({
    set: [
      { name: "A", value: "1" },
      { ...secret("KEY"), build: true },
    ],
    restart: false,
  });
  expect(await buildSettings(on, foo)).toEqual({ KEY: value });
});

test("neither the database, the keys nor the control repository hold a value in plain text", async () => {
  const on = await openSettings();
  await (
    await on.build(1)
  )();
  await on.change({ set: [secret("KEY")], files: [{ path: "x", content: Buffer.from(value).toString("base64") }] });
  const files = (await readdir(on.directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(5);
  for (const { parentPath, name } of files) {
    const bytes = await readFile(join(parentPath, name));
    for (const form of [value, Buffer.from(value).toString("base64")]) expect(bytes.includes(form), name).toBe(false);
  }
});

test("platform files reach every tool; one for the tool, and the tool's own, win over them", async () => {
  const on = await openSettings();
  const content = (text: string): string => Buffer.from(text).toString("base64");
  const seen = async () =>
    (await processSettings(on, { tool: foo, settings: await on.store.newestSettings(foo) })).files.map(({ path, content: bytes }) => [
      path,
      Buffer.from(bytes).toString(),
    ]);
  await setPlatformFile(on, ada, { path: "a", content: content("all") });
  await setPlatformFile(on, ada, { path: "b", content: content("all") });
  await setPlatformFile(on, ada, { path: "b", content: content("foo's"), tool: foo });
  expect(await seen()).toEqual([
    ["a", "all"],
    ["b", "foo's"],
  ]);
  await on.change({ files: [{ path: "a", content: content("own") }] });
  expect(await seen()).toContainEqual(["a", "own"]);
  await removePlatformFile(on, "b", foo);
  expect(await seen()).toContainEqual(["b", "all"]);
  await expect(removePlatformFile(on, "b", foo)).rejects.toThrow("no platform file");
});

test("a release of an earlier wish does not put newer settings back", async () => {
  const on = await openSettings();
  await (
    await on.build(1)
  )();
  await on.change({ set: [{ name: "A", value: "1" }] });
  await on.change({ set: [{ name: "A", value: "2" }] });
  expect(await releaseSettings(on, foo, 1, ada)).toBe(3);
  expect(await on.file()).toMatchObject({ settings: 2, release: 3 });
});
