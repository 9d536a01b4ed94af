import { expect, test } from "vitest";
import { addTool, at, newBuild } from "./store-samples.ts";
import { openFor, type Fresh } from "./store-under-test.ts";

export function figuresContract(fresh: Fresh): void {
  test("counts tools, and builds and releases by state", async () => {
    const store = await openFor(await fresh());
    expect(await store.countTools()).toBe(0);
    expect([...(await store.buildStates())]).toEqual([]);
    await addTool(store, "foo");
    await addTool(store, "bar");
    for (const commit of [1, 2, 3]) await store.enqueue(newBuild("foo", commit, { key: `push ${commit}` }), at(commit));
    await store.claim("one", at(10), 1000, 1);
    expect(await store.countTools()).toBe(2);
    expect(Object.fromEntries(await store.buildStates())).toEqual({ queued: 2, running: 1 });
    expect([...(await store.releaseStates())]).toEqual([]);
  });
}
