import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fileKeys } from "../../src/adapters/keys-files/file-keys.ts";

const random = { hex: (bytes: number) => randomBytes(bytes).toString("hex") };

async function fresh(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-keys-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return join(directory, "keys");
}

test("makes one key for all who ask first at once, for its owner only, and finds it again", async () => {
  const directory = await fresh();
  const keys = fileKeys(directory, random);
  const [one, ...others] = await Promise.all([keys.current(), keys.current(), keys.current()]);
  expect(others.every(({ id }) => id === one.id)).toBe(true);
  expect(one.bytes).toHaveLength(32);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  for (const name of await readdir(directory)) expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
  expect(await fileKeys(directory, random).current()).toEqual(one);
});

test("a rotation keeps the old key until it is removed; the current one cannot be", async () => {
  const keys = fileKeys(await fresh(), random);
  const old = await keys.current();
  const next = await keys.rotate();
  expect(await keys.current()).toEqual(next);
  expect(await keys.key(old.id)).toEqual(old);
  await expect(keys.remove(next.id)).rejects.toThrow("in use");
  await keys.remove(old.id);
  await keys.remove(old.id);
  expect(await keys.key(old.id)).toBeNull();
  expect(await keys.ids()).toEqual([next.id]);
});

test("says that a key is missing or damaged, instead of making another", async () => {
  const directory = await fresh();
  const { id } = await fileKeys(directory, random).current();
  await writeFile(join(directory, `${id}.key`), "12\n");
  await expect(fileKeys(directory, random).current()).rejects.toThrow("is damaged");
  await rm(join(directory, `${id}.key`));
  await expect(fileKeys(directory, random).current()).rejects.toThrow("is missing");
});
