import { BuildId, ReleaseNumber } from "@sluice/contract";
import { expect, test } from "vitest";
import type { BuildEnd, Lease, Store } from "../../src/core/ports/store.ts";
import { addTool, at, commitOf, image, newBuild, toolOf } from "./store-samples.ts";
import { type Fresh, openFor, openFour } from "./store-under-test.ts";

const minute = 60_000;
const done: BuildEnd = {
  state: "succeeded",
  fault: null,
  reason: null,
  image,
  release: null,
  steps: [],
};

async function withTools(fresh: Fresh, ...names: string[]): Promise<Store> {
  const store = await openFor(await fresh());
  for (const name of names) await addTool(store, name);
  return store;
}

export function queueContract(fresh: Fresh): void {
  test("a build goes from the queue through a lease to its end", async () => {
    const store = await withTools(fresh, "foo");
    const { build, isNew } = await store.enqueue(newBuild("foo", 1), at(0));
    expect({
      isNew,
      state: build.state,
      queued: build.queued,
      commit: build.commit,
      branchFrom: build.branchFrom,
    }).toEqual({
      isNew: true,
      state: "queued",
      queued: at(0),
      commit: commitOf(1),
      branchFrom: commitOf(0),
    });
    const lease = await store.claim("one", at(10), minute, 1);
    expect(lease).toMatchObject({
      holder: "one",
      until: at(10 + minute),
      build: { id: build.id, state: "running", started: at(10), attempts: 1 },
    });
    const release = ReleaseNumber.parse(4);
    const steps = [{ step: "detect", ms: 1.5 }];
    expect(await store.progress(build.id, "one", { image })).toBe(true);
    const languages = [{ id: "python", version: "3.13", file: "0123456789ab" }];
    expect(await store.progress(build.id, "one", { languages })).toBe(true);
    expect(await store.build(build.id)).toMatchObject({ image, languages });
    expect(await store.progress(build.id, "one", { release, steps })).toBe(true);
    expect(await store.build(build.id)).toMatchObject({ image, release, steps });
    expect(await store.finish(build.id, "one", { ...done, release, steps }, at(20))).toBe(true);
    expect(await store.build(build.id)).toMatchObject({
      state: "succeeded",
      ended: at(20),
      image,
      release,
      steps,
    });
    expect(await store.finish(build.id, "one", done, at(21))).toBe(false);
    expect(await store.claim("one", at(30), minute, 1)).toBeNull();
  });

  test("the same push again is the same build, until it has ended", async () => {
    const store = await withTools(fresh, "foo");
    const first = await store.enqueue(newBuild("foo", 1), at(0));
    expect(await store.enqueue(newBuild("foo", 1), at(1))).toEqual({ ...first, isNew: false });
    expect((await store.enqueue(newBuild("foo", 1, { key: "retry" }), at(1))).isNew).toBe(true);
    expect((await store.enqueue(newBuild("foo", 1, { pipeline: "docs" }), at(1))).isNew).toBe(true);
    await store.claim("one", at(2), minute, 1);
    expect((await store.enqueue(newBuild("foo", 1), at(3))).build.id).toBe(first.build.id);
    await store.finish(first.build.id, "one", done, at(4));
    expect((await store.enqueue(newBuild("foo", 1), at(5))).isNew).toBe(true);
  });

  test("one push that arrives at many servers at once becomes one build", async () => {
    const stores = await openFour(await fresh());
    await addTool(stores[0], "foo");
    const made = await Promise.all([...stores, ...stores].map((store) => store.enqueue(newBuild("foo", 1), at(0))));
    expect(made.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(made.map(({ build }) => build.id)).size).toBe(1);
  });

  test("refuses a build of an unknown tool", async () => {
    const store = await withTools(fresh);
    await expect(store.enqueue(newBuild("foo", 1), at(0))).rejects.toMatchObject({
      code: "not-found",
    });
  });

  test("the latest supersedes its own pipeline's queued builds, never a running one", async () => {
    const store = await withTools(fresh, "foo", "bar");
    const running = (await store.enqueue(newBuild("foo", 1), at(0))).build;
    await store.claim("one", at(1), minute, 1);
    const waiting = (await store.enqueue(newBuild("foo", 2), at(2))).build;
    const docs = (await store.enqueue(newBuild("foo", 3, { pipeline: "docs" }), at(3))).build;
    const other = (await store.enqueue(newBuild("bar", 2), at(3))).build;
    const latest = await store.enqueue(newBuild("foo", 4, { latestWins: true }), at(4));
    expect(latest.superseded).toEqual([waiting.id]);
    expect(await store.build(waiting.id)).toMatchObject({
      state: "superseded",
      ended: at(4),
      reason: expect.stringContaining(`Build ${latest.build.id}`),
    });
    expect((await store.build(running.id))?.state).toBe("running");
    expect((await store.build(other.id))?.state).toBe("queued");
    expect((await store.openBuilds(toolOf("foo"))).map(({ id }) => id)).toEqual([running.id, docs.id, latest.build.id]);
  });

  test("a commit that is pushed again while it is built supersedes what was pushed in between", async () => {
    const store = await withTools(fresh, "foo");
    const push = (commit: number, when: number) => store.enqueue(newBuild("foo", commit, { latestWins: true }), at(when));
    const { build: running } = await push(1, 0);
    await store.claim("one", at(1), minute, 1);
    const between = await push(2, 2);
    const again = await push(1, 3);
    expect(again).toMatchObject({ isNew: false, build: { id: running.id, state: "running" }, superseded: [between.build.id] });
    await store.finish(running.id, "one", done, at(4));
    expect(await store.claim("one", at(5), minute, 1)).toBeNull();
  });

  test("runs at most one build of a tool and at most the limit over all", async () => {
    const store = await withTools(fresh, "aa", "bb", "cc");
    let commit = 0;
    for (const tool of ["aa", "aa", "bb", "cc"]) await store.enqueue(newBuild(tool, (commit += 1)), at(0));
    const claimed = [];
    for (let n = 0; n < 3; n += 1) claimed.push((await store.claim("one", at(1), minute, 2))?.build.tool);
    expect(claimed).toEqual(["aa", "bb", undefined]);
    expect((await store.claim("one", at(1), minute, 3))?.build.tool).toBe("cc");
    expect(await store.claim("one", at(1), minute, 9)).toBeNull();
  });

  test("a tool with a hundred queued builds does not delay another's first", async () => {
    const store = await withTools(fresh, "busy", "calm", "last");
    for (let n = 1; n <= 100; n += 1) await store.enqueue(newBuild("busy", n), at(n));
    await store.enqueue(newBuild("calm", 1), at(200));
    await store.enqueue(newBuild("last", 1), at(201));
    const order = [];
    for (let n = 0; n < 5; n += 1) {
      const lease = await store.claim("one", at(300), minute, 1);
      if (!lease) break;
      order.push(`${lease.build.tool} ${lease.build.subject}`);
      await store.finish(lease.build.id, "one", done, at(300));
    }
    expect(order).toEqual(["busy Change 1", "calm Change 1", "last Change 1", "busy Change 2", "busy Change 3"]);
  });

  test("a lease that ended is claimed again by another, and the first holder is told", async () => {
    const store = await withTools(fresh, "foo");
    const { build } = await store.enqueue(newBuild("foo", 1), at(0));
    await store.claim("one", at(0), minute, 1);
    expect(await store.claim("two", at(minute - 1), minute, 1)).toBeNull();
    const lease = await store.claim("two", at(minute), minute, 1);
    expect(lease?.build).toMatchObject({ id: build.id, attempts: 2, started: at(0) });
    expect(await store.renew(build.id, "one", at(minute), minute)).toEqual({
      held: false,
      cancel: false,
    });
    expect(await store.progress(build.id, "one", { steps: [] })).toBe(false);
    expect(await store.finish(build.id, "one", done, at(minute))).toBe(false);
    expect(await store.finish(build.id, "two", done, at(minute))).toBe(true);
  });

  test("a renewed lease goes on", async () => {
    const store = await withTools(fresh, "foo");
    const { build } = await store.enqueue(newBuild("foo", 1), at(0));
    await store.claim("one", at(0), minute, 1);
    expect(await store.renew(build.id, "one", at(30_000), minute)).toEqual({
      held: true,
      cancel: false,
    });
    expect(await store.claim("two", at(minute), minute, 1)).toBeNull();
  });

  test("builds of a dead holder are claimed at once, those of the living are left", async () => {
    const store = await withTools(fresh, "aa", "bb");
    const dead = (await store.enqueue(newBuild("aa", 1), at(0))).build;
    await store.claim("dead", at(0), minute, 2);
    await store.enqueue(newBuild("bb", 1), at(0));
    await store.claim("alive", at(0), minute, 2);
    await store.releaseLeases("alive");
    expect((await store.renew(dead.id, "dead", at(1), minute)).held).toBe(false);
    expect((await store.claim("alive", at(1), minute, 2))?.build).toMatchObject({
      id: dead.id,
      attempts: 2,
    });
    expect(await store.claim("alive", at(1), minute, 2)).toBeNull();
  });

  test("cancels a queued build at once, and asks the holder of a running one", async () => {
    const store = await withTools(fresh, "foo");
    const first = (await store.enqueue(newBuild("foo", 1), at(0))).build;
    const second = (await store.enqueue(newBuild("foo", 2), at(0))).build;
    await store.claim("one", at(1), minute, 1);
    expect(await store.cancel(second.id, at(2))).toMatchObject({
      state: "cancelled",
      ended: at(2),
    });
    expect(await store.cancel(first.id, at(3))).toMatchObject({
      state: "running",
      cancelRequested: true,
      ended: null,
    });
    expect(await store.renew(first.id, "one", at(4), minute)).toEqual({ held: true, cancel: true });
    await store.finish(first.id, "one", { ...done, state: "cancelled", image: null }, at(5));
    expect(await store.cancel(first.id, at(6))).toMatchObject({ state: "cancelled", ended: at(5) });
    expect(await store.claim("one", at(7), minute, 1)).toBeNull();
    expect(await store.cancel(BuildId.parse(999_999_999_999), at(8))).toBeNull();
  });

  test("lists builds newest first, page by page", async () => {
    const store = await withTools(fresh, "foo");
    for (let n = 1; n <= 3; n += 1) await store.enqueue(newBuild("foo", n), at(n));
    const first = await store.builds(toolOf("foo"), { limit: 2 });
    expect(first.map(({ subject }) => subject)).toEqual(["Change 3", "Change 2"]);
    const rest = await store.builds(toolOf("foo"), { limit: 2, before: String(first[1]?.id) });
    expect(rest.map(({ subject }) => subject)).toEqual(["Change 1"]);
  });

  test("eight that claim at once never run two builds of a tool, pass the limit, or build one twice", async () => {
    const stores = await openFour(await fresh());
    const [first] = stores;
    const tools = ["aa", "bb", "cc"];
    for (const tool of tools) await addTool(first, tool);
    for (let n = 1; n <= 10; n += 1) for (const tool of tools) await first.enqueue(newBuild(tool, n), at(n));
    const running = new Map<string, Lease>();
    const built: number[] = [];
    async function work(store: Store, holder: string): Promise<void> {
      while (built.length < 30) {
        const lease = await store.claim(holder, at(1_000), minute, 2);
        if (!lease) continue;
        expect(running.has(lease.build.tool)).toBe(false);
        running.set(lease.build.tool, lease);
        expect(running.size).toBeLessThanOrEqual(2);
        expect((await store.renew(lease.build.id, holder, at(1_000), minute)).held).toBe(true);
        running.delete(lease.build.tool);
        built.push(lease.build.id);
        expect(await store.finish(lease.build.id, holder, done, at(1_000))).toBe(true);
      }
    }
    await Promise.all([...stores, ...stores].map((store, index) => work(store, `holder-${index}`)));
    expect(new Set(built).size).toBe(30);
    expect(built).toHaveLength(30);
  });
}
