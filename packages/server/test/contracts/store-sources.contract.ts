import { BuildId, Moment } from "@sluice/contract";
import { expect, test } from "vitest";
import type { HookRow } from "../../src/core/ports/hook-store.ts";
import type { SourceRow } from "../../src/core/ports/source-store.ts";
import type { Store } from "../../src/core/ports/store.ts";
import { addTool, ann, at, bob, commitOf, toolOf } from "./store-samples.ts";
import { type Fresh, openFor } from "./store-under-test.ts";

const foo = toolOf("foo");
const url = "https://git.example.org/foo.git";

async function withSource(store: Store): Promise<SourceRow> {
  await addTool(store, "foo");
  await store.putSource({ tool: foo, url, branch: "main", by: ann }, at(0));
  return (await store.source(foo)) as SourceRow;
}

export function sourcesContract(fresh: Fresh): void {
  test("a source is kept, due at once, with nothing found yet", async () => {
    const under = await fresh();
    expect(await withSource(await openFor(under))).toEqual({
      tool: "foo",
      url,
      branch: "main",
      by: "ann",
      set: at(0),
      looked: null,
      commit: null,
      build: null,
      problem: null,
      failures: 0,
      changed: null,
      next: at(0),
      wakes: 0,
      previews: "none",
      previewsProblem: null,
      events: "none",
    });
    expect(await (await openFor(under)).source(toolOf("bar"))).toBeNull();
  });

  test("what a look found stays when the next one finds nothing, and only another commit is a change", async () => {
    const store = await openFor(await fresh());
    const source = await withSource(store);
    const found = { commit: commitOf(1), build: BuildId.parse(7) };
    expect(await store.noteLook(source, { at: at(1), found, problem: null, failures: 0, next: at(10) })).toBe(true);
    const once = (await store.source(foo)) as SourceRow;
    expect(once).toMatchObject({ looked: at(1), commit: commitOf(1), build: 7, changed: at(1), next: at(10) });
    await store.noteLook(once, { at: at(2), found, problem: null, failures: 0, next: at(20) });
    await store.noteLook(once, { at: at(3), problem: "away", failures: 1, next: at(30) });
    const now = { looked: at(3), commit: commitOf(1), build: 7, changed: at(1), problem: "away", failures: 1, next: at(30) };
    expect(await store.source(foo)).toMatchObject(now);
  });

  test("a look at what the source was before writes nothing", async () => {
    const store = await openFor(await fresh());
    const before = await withSource(store);
    await store.noteLook(before, { at: at(1), problem: "away", failures: 4, next: at(10) });
    await store.putSource({ tool: foo, url: `${url}/2`, branch: "main", by: bob }, at(5));
    expect(await store.source(foo)).toMatchObject({ by: "bob", problem: null, failures: 0, looked: null, next: at(5) });
    const look = { at: at(6), found: { commit: commitOf(1), build: null }, problem: null, failures: 0, next: at(60) };
    expect(await store.noteLook(before, look)).toBe(false);
    expect(await store.source(foo)).toMatchObject({ commit: null, next: at(5) });
  });

  test("those that are due come in their order, and one is put off unless it was said anew when", async () => {
    const store = await openFor(await fresh());
    for (const [n, name] of ["foo", "bar", "baz"].entries()) {
      if (name !== "foo") await addTool(store, name);
      else await withSource(store);
      await store.putSource({ tool: toolOf(name), url, branch: "main", by: ann }, at(10 - n));
    }
    const names = async (ms: number, most = 9) => (await store.dueSources(Moment.parse(at(ms)), most)).map(({ tool }) => tool);
    expect(await names(9)).toEqual(["baz", "bar"]);
    expect(await names(10, 2)).toEqual(["baz", "bar"]);
    const read = (await store.source(foo)) as SourceRow;
    await store.putOffLook(read, at(20));
    expect(await names(19)).toEqual(["baz", "bar"]);
    await store.putOffLook(read, at(5));
    expect(await names(20)).toEqual(["baz", "bar", "foo"]);
  });

  test("a webhook makes its source due once for each delivery, also when a look is under way", async () => {
    const under = await fresh();
    const store = await openFor(under);
    await withSource(store);
    const hook = { id: "h1", tool: foo, forge: "github" as const, by: ann, created: Moment.parse(at(0)), sealed: "s", key: "k" };
    await store.putHook(hook);
    const row = (await store.hook("h1")) as HookRow;
    expect(row).toEqual({ ...hook, heard: null });
    const looking = (await store.source(foo)) as SourceRow;
    expect(await store.takeDelivery(row, "d1", Moment.parse(at(5)))).toBe(true);
    expect(await (await openFor(under)).takeDelivery(row, "d1", Moment.parse(at(6)))).toBe(false);
    await store.noteLook(looking, { at: at(7), problem: null, failures: 0, next: at(99) });
    const woken = (await store.source(foo)) as SourceRow;
    expect(woken).toMatchObject({ looked: at(7), next: at(5), wakes: 1 });
    await store.noteLook(woken, { at: at(8), problem: null, failures: 0, next: at(99) });
    expect(await store.source(foo)).toMatchObject({ next: at(99) });
    expect(await store.hooks(foo)).toMatchObject([{ id: "h1", heard: at(5) }]);
    await store.forgetDeliveries(Moment.parse(at(6)));
    expect(await store.takeDelivery(row, "d1", Moment.parse(at(9)))).toBe(true);
  });

  test("a forge has one webhook, whose secret is sealed anew with the others, and which goes with the tool", async () => {
    const store = await openFor(await fresh());
    await withSource(store);
    const hook = { tool: foo, by: ann, created: Moment.parse(at(0)), sealed: "s", key: "old" };
    await store.putHook({ ...hook, id: "h1", forge: "github" });
    await store.putHook({ ...hook, id: "h2", forge: "github" });
    await store.putHook({ ...hook, id: "h3", forge: "gitea" });
    expect((await store.hooks(foo)).map(({ id }) => id)).toEqual(["h3", "h2"]);
    expect((await store.keyUse()).get("old")).toBe(2);
    for (const place of await store.sealedWithOther("new", 9)) await store.reseal(place, { sealed: "t", key: "new" });
    expect(await store.sealedWithOther("new", 9)).toEqual([]);
    expect(await store.hook("h2")).toMatchObject({ sealed: "t", key: "new" });
    expect(await store.removeHook(foo, "gitea")).toBe(true);
    expect(await store.removeHook(foo, "gitea")).toBe(false);
    await store.deleteTool(foo);
    expect(await store.hook("h2")).toBeNull();
  });

  test("what lets into it is kept sealed with it, sealed anew with the rest, and gone when it is set without", async () => {
    const under = await fresh();
    const store = await openFor(under);
    await addTool(store, "foo");
    const source = { tool: foo, url, branch: "main", by: ann };
    const key = { kind: "key", publicKey: "ssh-ed25519 AAAA x", sealed: "s", key: "old" } as const;
    await store.putSource(source, at(0), key);
    expect(await (await openFor(under)).sourceAccess(foo)).toEqual(key);
    expect((await store.keyUse()).get("old")).toBe(1);
    const [place, ...others] = await store.sealedWithOther("new", 9);
    expect(others).toEqual([]);
    if (place === undefined) throw new Error("nothing is sealed with the old key");
    await store.reseal(place, { sealed: "t", key: "new" });
    await store.reseal(place, { sealed: "u", key: "old" });
    expect(await store.sourceAccess(foo)).toEqual({ ...key, sealed: "t", key: "new" });
    await store.putSource(source, at(1), { kind: "token", user: "git", sealed: "v", key: "new" });
    expect(await store.sourceAccess(foo)).toEqual({ kind: "token", user: "git", sealed: "v", key: "new" });
    await store.putSource(source, at(2));
    expect(await store.sourceAccess(foo)).toBeNull();
    await store.putSource(source, at(3), key);
    await store.removeSource(foo);
    expect(await store.sourceAccess(foo)).toBeNull();
    await store.putSource(source, at(4), key);
    await store.deleteTool(foo);
    expect((await store.keyUse()).get("old") ?? 0).toBe(0);
  });

  test("a host is known by the key that it was seen with first, until it is forgotten", async () => {
    const under = await fresh();
    const store = await openFor(under);
    await withSource(store);
    const seen = Moment.parse(at(1));
    await store.knowHost(foo, { host: "b.example", key: "ssh-ed25519 B", seen });
    await store.knowHost(foo, { host: "a.example:22", key: "ssh-ed25519 A", seen });
    await store.knowHost(foo, { host: "b.example", key: "ssh-ed25519 other", seen: Moment.parse(at(2)) });
    const kept = [
      { host: "a.example:22", key: "ssh-ed25519 A", seen },
      { host: "b.example", key: "ssh-ed25519 B", seen },
    ];
    expect(await (await openFor(under)).knownHosts(foo)).toEqual(kept);
    await store.putSource({ tool: foo, url: `${url}/2`, branch: "main", by: ann }, at(3));
    expect(await store.knownHosts(foo)).toEqual(kept);
    await store.forgetHosts(foo);
    expect(await store.knownHosts(foo)).toEqual([]);
    await store.knowHost(foo, { host: "a.example:22", key: "ssh-ed25519 A", seen });
    await store.removeSource(foo);
    expect(await store.knownHosts(foo)).toEqual([]);
  });

  test("which pull requests have a preview is kept by number, with why some have not, and goes with the tool", async () => {
    const store = await openFor(await fresh());
    await withSource(store);
    await store.putSource({ tool: foo, url, branch: "main", by: ann, previews: "own" }, at(1));
    await store.notePreviews(foo, "away");
    expect(await store.source(foo)).toMatchObject({ previews: "own", previewsProblem: "away" });
    await store.putReview({ tool: foo, number: 8, commit: commitOf(1) });
    await store.putReview({ tool: foo, number: 7, commit: commitOf(1) });
    await store.putReview({ tool: foo, number: 8, commit: commitOf(2) });
    const rows = [
      { tool: "foo", number: 7, commit: commitOf(1) },
      { tool: "foo", number: 8, commit: commitOf(2) },
    ];
    expect(await store.reviews(foo)).toEqual(rows);
    await store.removeReview(foo, 7);
    expect(await store.reviews(foo)).toEqual(rows.slice(1));
    await store.putSource({ tool: foo, url, branch: "main", by: ann }, at(2));
    expect(await store.source(foo)).toMatchObject({ previews: "none", previewsProblem: null });
    await store.deleteTool(foo);
    expect(await store.reviews(foo)).toEqual([]);
  });

  test("those whose events are followed are known, and a hint makes them due though a look is under way", async () => {
    const store = await openFor(await fresh());
    await withSource(store);
    await store.createTool({ name: toolOf("bar"), created: Moment.parse(at(0)), createdBy: ann }, ann);
    await store.putSource({ tool: toolOf("bar"), url, branch: "main", by: ann, events: "stream" }, at(1));
    expect(await store.streamSources()).toMatchObject([{ tool: "bar", events: "stream" }]);
    await store.putSource({ tool: foo, url, branch: "main", by: ann, events: "stream" }, at(2));
    expect((await store.streamSources()).map(({ tool }) => tool)).toEqual(["bar", "foo"]);
    const read = (await store.source(foo)) as SourceRow;
    await store.wakeSources([foo, toolOf("gone")], Moment.parse(at(5)));
    await store.noteLook(read, { at: at(6), problem: null, failures: 0, next: at(99) });
    expect(await store.source(foo)).toMatchObject({ next: at(5) });
    expect(await store.source(toolOf("bar"))).toMatchObject({ next: at(1) });
    await store.putSource({ tool: foo, url, branch: "main", by: ann }, at(7));
    expect((await store.streamSources()).map(({ tool }) => tool)).toEqual(["bar"]);
  });

  test("goes when it is removed, and with its tool", async () => {
    const store = await openFor(await fresh());
    await withSource(store);
    expect(await store.removeSource(foo)).toBe(true);
    expect(await store.removeSource(foo)).toBe(false);
    await store.putSource({ tool: foo, url, branch: "main", by: ann }, at(0));
    await store.deleteTool(foo);
    await addTool(store, "foo");
    expect(await store.source(foo)).toBeNull();
  });
}
