import { Moment } from "@sluice/contract";
import { expect, test } from "vitest";
import type { SettingsRow } from "../../src/core/ports/settings-store.ts";
import { addTool, ann, at, bob, commitOf, image, toolOf } from "./store-samples.ts";
import { type Fresh, openFor, openFour } from "./store-under-test.ts";

const foo = toolOf("foo");
const created = Moment.parse(at(0));

function row(version: number, more: Partial<SettingsRow> = {}): SettingsRow {
  return { tool: foo, version, sealed: `s${version}`, key: "k1", author: ann, created, changed: ["A"], wished: false, ...more };
}

export function settingsContract(fresh: Fresh): void {
  test("keeps each version as it was, and knows the newest", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    expect(await store.newestSettings(foo)).toBe(0);
    expect(await store.settings(foo, 1)).toBeNull();
    expect(await store.addSettings(row(1))).toBe(true);
    expect(await store.addSettings(row(2, { changed: ["B", "c/d"], wished: true }))).toBe(true);
    expect(await store.newestSettings(foo)).toBe(2);
    expect(await store.settings(foo, 1)).toEqual(row(1));
    expect(await store.settings(foo, 2)).toEqual(row(2, { changed: ["B", "c/d"], wished: true }));
    const numbers = async (before?: string) =>
      (await store.settingsVersions(foo, { limit: 1, ...(before === undefined ? {} : { before }) })).map(({ version }) => version);
    expect(await numbers()).toEqual([2]);
    expect(await numbers("2")).toEqual([1]);
  });

  test("gives a version to one of many that ask for it at once, and changes nothing for the others", async () => {
    const stores = await openFour(await fresh());
    await addTool(stores[0], "foo");
    const added = await Promise.all(
      Array.from({ length: 8 }, (_, n) => Promise.resolve(stores[n % 4]?.addSettings(row(1, { sealed: `s${n}` })))),
    );
    expect(added.filter((done) => done === true)).toHaveLength(1);
    expect((await stores[0].settings(foo, 1))?.sealed).toBe(`s${added.indexOf(true)}`);
  });

  test("refuses settings of an unknown tool; those of a deleted one go with it", async () => {
    const store = await openFor(await fresh());
    await expect(store.addSettings(row(1))).rejects.toMatchObject({ code: "not-found" });
    await addTool(store, "foo");
    await store.addSettings(row(1));
    await store.putPlatformFile({ tool: foo, path: "x", sealed: "f", key: "k1", author: ann, created });
    await store.deleteTool(foo);
    await addTool(store, "foo");
    expect(await store.newestSettings(foo)).toBe(0);
    expect(await store.platformFiles(foo)).toEqual([]);
  });

  test("remembers the newest wish of each tool until it is fulfilled", async () => {
    const under = await fresh();
    const store = await openFor(under);
    await addTool(store, "foo");
    await addTool(store, "bar");
    await store.addSettings(row(1, { wished: true }));
    await store.addSettings(row(2, { wished: true, author: bob }));
    await store.addSettings(row(3));
    await store.addSettings(row(1, { tool: toolOf("bar"), wished: true }));
    const again = under.oneServer === true ? store : await openFor(under);
    expect(await again.wishedSettings()).toEqual([
      { tool: "bar", version: 1, author: ann },
      { tool: "foo", version: 2, author: bob },
    ]);
    await store.settingsReleased(foo, 2);
    expect((await store.wishedSettings()).map(({ tool }) => tool)).toEqual(["bar"]);
  });

  test("a version waits until a release is made with it or a newer one", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    expect(await store.waitingSettings(foo)).toBeNull();
    await store.addSettings(row(1));
    expect(await store.waitingSettings(foo)).toBe(1);
    const release = { tool: foo, build: null, commit: commitOf(1), subject: "s", author: ann, cause: "settings" as const, image, created };
    await store.addRelease({ ...release, settings: 1 });
    expect(await store.waitingSettings(foo)).toBeNull();
    await store.addRelease({ ...release, settings: 0 });
    expect(await store.waitingSettings(foo)).toBeNull();
    await store.addSettings(row(2));
    expect(await store.waitingSettings(foo)).toBe(2);
  });

  test("keeps platform files for every tool and for one, each by its path", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    await addTool(store, "bar");
    const file = (path: string, sealed: string, tool: typeof foo | null = null) => ({
      tool,
      path,
      sealed,
      key: "k1",
      author: ann,
      created,
    });
    for (const one of [file("a", "1"), file("b", "2"), file("b", "3", foo), file("a", "4")]) await store.putPlatformFile(one);
    expect(await store.platformFiles(foo)).toEqual([file("a", "4"), file("b", "2"), file("b", "3", foo)]);
    expect(await store.platformFiles(toolOf("bar"))).toEqual([file("a", "4"), file("b", "2")]);
    expect(await store.platformFiles()).toHaveLength(3);
    expect(await store.removePlatformFile(foo, "a")).toBe(false);
    expect(await store.removePlatformFile(null, "b")).toBe(true);
    expect(await store.platformFiles()).toHaveLength(2);
  });

  test("finds what is sealed with another key, and seals anew only what is still the same", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    for (const version of [1, 2, 3]) await store.addSettings(row(version));
    await store.putPlatformFile({ tool: null, path: "a", sealed: "f", key: "k1", author: ann, created });
    expect([...(await store.keyUse())]).toEqual([["k1", 4]]);
    const found = await store.sealedWithOther("k2", 10);
    expect(found).toHaveLength(4);
    expect(await store.sealedWithOther("k1", 10)).toEqual([]);
    for (const place of found) await store.reseal(place, { sealed: `${place.sealed}-new`, key: "k2" });
    for (const place of found) await store.reseal(place, { sealed: "late", key: "k3" });
    expect([...(await store.keyUse())]).toEqual([["k2", 4]]);
    expect(await store.settings(foo, 2)).toEqual(row(2, { sealed: "s2-new", key: "k2" }));
  });
}
