import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserName } from "@sluice/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openControlGit, type ControlGit } from "../../src/adapters/control-git/index.ts";
import { languageCatalog, type LanguageCatalog } from "../../src/core/languages/catalog.ts";
import { addLanguage, removeLanguage } from "../../src/core/languages/change-languages.ts";
import { readEntry } from "../../src/core/languages/own-languages.ts";

const by = { user: UserName.parse("ann"), email: "ann@example.org" };
const text = (id: string, more = ""): string => `id: ${id}\nname: The ${id}\n${more}detect: { files: [main.${id}] }\n`;
const shipped = readEntry("base.yaml", text("base"), "shipped").entry;

let directory = "";
let control: ControlGit;
let catalog: LanguageCatalog;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-catalog-"));
  control = await openControlGit({
    directory: join(directory, "control.git"),
    clock: { now: () => new Date().toISOString(), monotonic: () => 0 },
  });
  if (shipped === null) throw new Error("the shipped language is wrong");
  catalog = languageCatalog([shipped], control.languages);
});
afterEach(async () => {
  await control.close();
  await rm(directory, { recursive: true, force: true });
});

const change = () => ({ catalog, files: control.languages });
const ids = async (): Promise<readonly string[]> => (await catalog.now()).entries.map(({ language, origin }) => `${language.id} ${origin}`);

test("an added language is in force, its own wins over a shipped one, and a removed one is gone", async () => {
  const changes: string[] = [];
  catalog.onChange(({ languages }) => changes.push(languages.map(({ id }) => id).join(" ")));
  expect(await ids()).toEqual(["base shipped"]);
  const { file } = await addLanguage(change(), "any.yaml".replace("any", "r"), text("r"), by);
  expect(await ids()).toEqual(["base shipped", "r own"]);
  expect((await catalog.now()).buildpacks.packs.map(({ id }) => id)).toEqual(["sluice/base", "sluice/r"]);
  await addLanguage(change(), "base.yaml", text("base").replace("The", "Our"), by);
  expect(await ids()).toEqual(["base own", "r own"]);
  const again = await addLanguage(change(), "r.yaml", `${text("r")}# more\n`, by);
  expect(again.file).not.toBe(file);
  expect((await catalog.now()).entries.find(({ language }) => language.id === "r")?.file).toBe(again.file);
  expect(await removeLanguage(change(), "base", by)).toEqual({ shipped: true });
  await removeLanguage(change(), "r", by);
  expect(await ids()).toEqual(["base shipped"]);
  expect(changes.at(-1)).toBe("base");
  expect(catalog.last()).toBe(await catalog.now());
});

test("a wrong file is refused with path and line, and changes nothing", async () => {
  await expect(addLanguage(change(), "r.yaml", text("r", "zzz: 1\n"), by)).rejects.toThrow("r.yaml line 3: zzz is not a known key");
  await expect(addLanguage(change(), "r.yaml", text("r", "requires: nix\n"), by)).rejects.toThrow(
    /requires: nix, which is no language here/,
  );
  await expect(addLanguage(change(), "r.yaml", "#".repeat(200_000), by)).rejects.toThrow(/at most 131072/);
  await expect(addLanguage(change(), "r.yaml", "&a [*a, *a]", by)).rejects.toThrow(/r\.yaml line 1/);
  await expect(removeLanguage(change(), "base", by)).rejects.toThrow(/comes with Sluice/);
  await expect(removeLanguage(change(), "r", by)).rejects.toThrow(/no language r/);
  expect(await control.head()).toBeNull();
});

test("what another one requires stays", async () => {
  await addLanguage(change(), "r.yaml", text("r"), by);
  await addLanguage(change(), "s.yaml", text("s", "requires: r\n"), by);
  await expect(removeLanguage(change(), "r", by)).rejects.toThrow("languages/s.yaml line 3: requires: r, which is no language here");
});

test("a file that came to be wrong takes no other language with it, and is named", async () => {
  const message = { author: { name: "A", email: "a@b" }, subject: "s", body: "", trailers: {} };
  await control.languages.commit("r", text("r"), message);
  await control.languages.commit("s", "id: s\nname: 7\n", message);
  const set = await catalog.now();
  expect(set.entries.map(({ language }) => language.id)).toEqual(["base", "r"]);
  expect(set.broken).toMatchObject([{ path: "languages/s.yaml", problems: [expect.stringContaining("line 2: name"), expect.anything()] }]);
  // It is no reason against another change, and is mended by adding it again.
  await addLanguage(change(), "t.yaml", text("t"), by);
  await addLanguage(change(), "s.yaml", text("s"), by);
  expect((await catalog.now()).broken).toEqual([]);
  expect(await ids()).toEqual(["base shipped", "r own", "s own", "t own"]);
});

test("many that ask at once while it changes all get what is there", async () => {
  const message = { author: { name: "A", email: "a@b" }, subject: "s", body: "", trailers: {} };
  await control.languages.commit("r", text("r"), message);
  const found = await Promise.all(Array.from({ length: 20 }, () => catalog.now()));
  expect(new Set(found).size).toBe(1);
  expect(found[0]?.languages.map(({ id }) => id)).toEqual(["base", "r"]);
});
