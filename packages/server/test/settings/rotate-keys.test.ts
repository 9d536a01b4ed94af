import { expect, test } from "vitest";
import { readSet } from "../../src/core/settings/read-settings.ts";
import { listKeys, resealAll } from "../../src/core/settings/rotate-keys.ts";
import { setPlatformFile } from "../../src/core/settings/platform-files.ts";
import { ada, foo, openSettings } from "./open-settings.ts";

const going = () => new AbortController().signal;

async function filled(versions: number) {
  const on = await openSettings();
  for (let n = 1; n <= versions; n += 1) await on.change({ set: [{ name: "A", value: `${n}`, secret: true }], restart: false });
  await setPlatformFile(on, ada, { path: "x", content: "eA==" });
  return { on, valueOf: async (version: number) => (await readSet(on, foo, version)).values.get("A")?.value.reveal() };
}

test("a rotation seals everything anew and removes the old key only then", async () => {
  const { on, valueOf } = await filled(120);
  const old = await on.keys.current();
  const next = await on.keys.rotate();
  expect(await listKeys(on)).toEqual(
    [
      { id: old.id, current: false, values: 121 },
      { id: next.id, current: true, values: 0 },
    ].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  );
  expect(await valueOf(7)).toBe("7");
  await resealAll(on, going());
  expect(await listKeys(on)).toEqual([{ id: next.id, current: true, values: 121 }]);
  for (const version of [1, 60, 120]) expect(await valueOf(version)).toBe(`${version}`);
});

test("a rotation that is cut off after any value goes on where it was, and everything opens in between", async () => {
  const { on, valueOf } = await filled(6);
  const old = await on.keys.current();
  await on.keys.rotate();
  for (let cut = 1; cut <= 6; cut += 1) {
    let left = 1;
    const store = {
      ...on.store,
      reseal: (...args: Parameters<typeof on.store.reseal>) =>
        left-- > 0 ? on.store.reseal(...args) : Promise.reject(new Error("killed")),
    };
    await expect(resealAll({ ...on, store }, going())).rejects.toThrow("killed");
    for (let version = 1; version <= 6; version += 1) expect(await valueOf(version)).toBe(`${version}`);
    expect(await on.keys.ids()).toContain(old.id);
  }
  await resealAll(on, going());
  expect(await on.keys.ids()).not.toContain(old.id);
});

test("the old key stays while something is still being sealed with it", async () => {
  const { on, valueOf } = await filled(1);
  const old = await on.keys.current();
  const hold = Promise.withResolvers<void>();
  const sealed = Promise.withResolvers<void>();
  const store = {
    ...on.store,
    addSettings: async (...args: Parameters<typeof on.store.addSettings>) => {
      sealed.resolve();
      await hold.promise;
      return on.store.addSettings(...args);
    },
  };
  const changing = on.change({ set: [{ name: "A", value: "late", secret: true }], restart: false }, { ...on, store });
  await sealed.promise;
  await on.keys.rotate();
  await resealAll(on, going());
  expect(await on.keys.ids()).toContain(old.id);
  hold.resolve();
  await changing;
  expect(await valueOf(2)).toBe("late");
  await resealAll(on, going());
  expect(await on.keys.ids()).not.toContain(old.id);
  expect(await valueOf(2)).toBe("late");
});
