import { Moment, type Scan } from "@sluice/contract";
import { expect, test } from "vitest";
import { addLive, addTool, at, commitOf, digest, toolOf } from "./store-samples.ts";
import { type Fresh, openFor } from "./store-under-test.ts";

const moment = (ms: number) => Moment.parse(at(ms));
const none = { critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 };
const scan = (tool: string, letter: string, ms: number, more: Partial<Scan> = {}): Scan => ({
  tool: toolOf(tool),
  image: digest(letter),
  at: moment(ms),
  problem: null,
  found: [],
  counts: none,
  ...more,
});

export function scansContract(fresh: Fresh): void {
  test("keeps the last scan of an image whole, and forgets it with its tool", async () => {
    const under = await fresh();
    const store = await openFor(under);
    await addTool(store, "foo");
    const found = [{ id: "CVE-1", package: "x", version: "1", severity: "high" as const, fixed: null, url: "" }];
    await store.putScan(scan("foo", "a", 1));
    const second = scan("foo", "a", 2, { found, counts: { ...none, high: 1 }, problem: "late" });
    await store.putScan(second);
    expect(await (await openFor(under)).scan(toolOf("foo"), digest("a"))).toEqual(second);
    await store.deleteTool(toolOf("foo"));
    expect(await store.scan(toolOf("foo"), digest("a"))).toBeNull();
  });

  test("names live images that wait for a scan, the one that waits longest first", async () => {
    const store = await openFor(await fresh());
    for (const name of ["a1", "b1", "c1", "d1"]) {
      await addTool(store, name);
      await addLive(store, name, "a");
    }
    await store.putScan(scan("a1", "a", 50));
    await store.putScan(scan("b1", "a", 20));
    await store.putScan(scan("c1", "a", 45, { problem: "failed" }));
    // of an image that is not live any more
    await store.putScan(scan("d1", "b", 60));
    const due = async (before: number, again: number, limit = 9) =>
      (await store.dueScans(moment(before), moment(again), limit)).map(({ tool }) => tool);
    expect(await due(30, 10)).toEqual(["d1", "b1"]);
    expect(await due(30, 46)).toEqual(["d1", "b1", "c1"]);
    expect(await due(30, 46, 1)).toEqual(["d1"]);
    expect(await store.dueScans(moment(30), moment(10), 1)).toEqual([{ tool: "d1", image: digest("a"), commit: commitOf(1) }]);
  });

  test("counts over live images only, pages by name, and forgets old scans of others", async () => {
    const store = await openFor(await fresh());
    for (const name of ["a1", "b1"]) {
      await addTool(store, name);
      await addLive(store, name, "a");
      await store.putScan(scan(name, "a", 1, { counts: { ...none, critical: 2 } }));
    }
    await store.putScan(scan("a1", "b", 1, { counts: { ...none, critical: 100 } }));
    expect((await store.vulnerabilityCounts()).get("critical")).toBe(4);
    expect((await store.liveScans({ limit: 1 })).map(({ tool }) => tool)).toEqual(["a1"]);
    expect((await store.liveScans({ limit: 9, before: "a1" })).map(({ tool, counts }) => [tool, counts.critical])).toEqual([["b1", 2]]);
    await store.forgetScans(moment(5));
    expect(await store.scan(toolOf("a1"), digest("b"))).toBeNull();
    expect(await store.scan(toolOf("a1"), digest("a"))).not.toBeNull();
  });
}
