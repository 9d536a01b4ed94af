import { BuildId, Moment, ReleaseNumber } from "@sluice/contract";
import { expect, test } from "vitest";
import type { UnnumberedRelease } from "../../src/core/ports/pause-store.ts";
import { addTool, ann, at, bob, commitOf, toolOf } from "./store-samples.ts";
import { type Fresh, openFor, openFour } from "./store-under-test.ts";

const foo = toolOf("foo");
const id = (n: number) => BuildId.parse(n);
const moment = (ms: number) => Moment.parse(at(ms));

function file(build: number): UnnumberedRelease {
  return {
    tool: foo,
    image: `127.0.0.1:5000/foo@sha256:${"a".repeat(64)}`,
    commit: commitOf(build),
    pipeline: "main",
    build: id(build),
    settings: 3,
    processes: { web: { command: "app", port: 8000, replicas: 2, memory: "64Mi", cpu: "500m" } },
    jobs: {},
  };
}

export function pausesContract(fresh: Fresh): void {
  test("a tool is paused once, by the first of many", async () => {
    const stores = await openFour(await fresh());
    await addTool(stores[0], "foo");
    expect(await stores[0].pause(foo)).toBeNull();
    const added = await Promise.all(stores.map((store, n) => store.addPause(foo, { by: n === 0 ? ann : bob, at: moment(n), why: "x" })));
    expect(added.filter((one) => one)).toHaveLength(1);
    expect(await stores[1].pause(foo)).toMatchObject({ why: "x", held: null });
  });

  test("keeps the newest build's release back, whole, and only while the tool is paused", async () => {
    const under = await fresh();
    const store = await openFor(under);
    await addTool(store, "foo");
    expect(await store.hold(foo, id(1), file(1))).toBeNull();
    await store.addPause(foo, { by: ann, at: moment(0), why: "" });
    expect(await store.hold(foo, id(3), file(3))).toEqual({ by: ann, at: at(0), why: "", held: 3 });
    expect(await store.hold(foo, id(2), file(2))).toMatchObject({ held: 3 });
    expect(await store.hold(foo, id(3), file(3))).toMatchObject({ held: 3 });
    expect(await (await openFor(under)).heldRelease(foo)).toEqual(file(3));
  });

  test("a pause does not end over a build that was kept back meanwhile", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    await store.addPause(foo, { by: ann, at: moment(0), why: "" });
    await store.hold(foo, id(4), file(4));
    expect(await store.endPause(foo, null)).toBe(false);
    expect(await store.endPause(foo, id(3))).toBe(false);
    expect(await store.endPause(foo, id(4))).toBe(true);
    expect(await store.endPause(foo, null)).toBe(false);
    expect(await store.heldRelease(foo)).toBeNull();
  });

  test("goes with its tool", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    await store.addPause(foo, { by: ann, at: moment(0), why: "" });
    await store.planPromotion({ tool: foo, release: ReleaseNumber.parse(1), to: toolOf("bar"), planned: moment(0), due: moment(0) });
    await store.deleteTool(foo);
    await addTool(store, "foo");
    expect(await store.pause(foo)).toBeNull();
    expect(await store.promotion(foo)).toBeNull();
  });
}

export function promotionsContract(fresh: Fresh): void {
  const bar = toolOf("bar");
  const v = (n: number) => ReleaseNumber.parse(n);

  test("a release is planned once, comes up when it is due, and not after it is done", async () => {
    const under = await fresh();
    const store = await openFor(under);
    await addTool(store, "foo");
    await store.planPromotion({ tool: foo, release: v(1), to: bar, planned: moment(0), due: moment(1000) });
    expect(await store.duePromotions(moment(999))).toEqual([]);
    const due = await (await openFor(under)).duePromotions(moment(1000));
    expect(due).toEqual([{ tool: "foo", release: 1, to: "bar", state: "waiting", planned: at(0), due: at(1000), reason: "" }]);
    await store.setPromotion(foo, v(1), { state: "waiting", reason: "not healthy", due: at(2000) });
    expect(await store.duePromotions(moment(1500))).toEqual([]);
    await store.setPromotion(foo, v(1), { state: "done", reason: "v7 of bar" });
    await store.planPromotion({ tool: foo, release: v(1), to: bar, planned: moment(0), due: moment(0) });
    expect(await store.duePromotions(moment(9000))).toEqual([]);
    expect(await store.promotion(foo)).toMatchObject({ release: 1, state: "done", reason: "v7 of bar" });
  });
}
