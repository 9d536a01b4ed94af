import { type Acceptance, FindingId, Moment } from "@sluice/contract";
import { expect, test } from "vitest";
import type { KeptScan } from "../../src/core/ports/scan-store.ts";
import { addLive, addTool, ann, at, commitOf, digest, toolOf } from "./store-samples.ts";
import { type Fresh, openFor } from "./store-under-test.ts";

const moment = (ms: number) => Moment.parse(at(ms));
const none = { critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 };
const scan = (tool: string, letter: string, ms: number, more: Partial<KeptScan> = {}): KeptScan => ({
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
    expect((await store.vulnerabilityCounts(moment(1))).get("critical")).toBe(4);
    expect((await store.liveScans({ limit: 1 }, moment(1))).map(({ tool }) => tool)).toEqual(["a1"]);
    expect((await store.liveScans({ limit: 9, before: "a1" }, moment(1))).map(({ tool, counts }) => [tool, counts.critical])).toEqual([
      ["b1", 2],
    ]);
    await store.forgetScans(moment(5));
    expect(await store.scan(toolOf("a1"), digest("b"))).toBeNull();
    expect(await store.scan(toolOf("a1"), digest("a"))).not.toBeNull();
  });

  test("does not count what is accepted: for one tool or all, by any of its ids, until its end", async () => {
    const store = await openFor(await fresh());
    const ghsa = {
      id: "GHSA-aaaa-bbbb-cccc",
      aliases: ["CVE-2024-1"],
      package: "x",
      version: "1",
      severity: "high" as const,
      fixed: null,
      url: "",
    };
    const found = [ghsa, { ...ghsa, package: "y" }, { ...ghsa, id: "CVE-2024-2", aliases: [], severity: "low" as const }];
    for (const name of ["a1", "b1"]) {
      await addTool(store, name);
      await addLive(store, name, "a");
      for (const letter of ["a", "b"]) await store.putScan(scan(name, letter, 1, { found, counts: { ...none, high: 2, low: 1 } }));
    }
    const sums = async (ms: number) => {
      const counts = await store.vulnerabilityCounts(moment(ms));
      const rows = await store.liveScans({ limit: 9 }, moment(ms));
      return [
        counts.get("high"),
        counts.get("low"),
        ...rows.map((row) => `${row.tool} ${row.counts.high} ${row.counts.low} ${row.accepted}`),
      ];
    };
    expect(await sums(5)).toEqual([4, 2, "a1 2 1 0", "b1 2 1 0"]);
    await store.accept([accepted("cve-2024-1", "a1", 10)]);
    expect(await sums(5)).toEqual([2, 2, "a1 0 1 2", "b1 2 1 0"]);
    // the same again, by its other id and for all
    await store.accept([accepted("GHSA-AAAA-bbbb-cccc", null, 20), accepted("CVE-2024-2", null, 30)]);
    expect(await sums(5)).toEqual([0, 0, "a1 0 0 3", "b1 0 0 3"]);
    expect(await sums(20)).toEqual([4, 0, "a1 2 0 1", "b1 2 0 1"]);
    expect(await sums(30)).toEqual([4, 2, "a1 2 1 0", "b1 2 1 0"]);
    // what a newer scan does not find any more is not taken away
    await store.putScan(scan("a1", "a", 2, { found: [ghsa], counts: { ...none, high: 1 } }));
    expect(await sums(5)).toEqual([0, 0, "a1 0 0 1", "b1 0 0 3"]);
  });

  test("keeps what is accepted over a restart, the last word only, until it is taken back, has ended long ago, or its tool is gone", async () => {
    const under = await fresh();
    const store = await openFor(under);
    await addTool(store, "a1");
    const [first] = await store.accept([accepted("CVE-1", "a1", 10)]);
    const made = await store.accept([accepted("cve-1", "a1", 20), accepted("CVE-1", null, 30), accepted("CVE-2", null, 40)]);
    const again = await openFor(under);
    expect(await again.countAcceptances()).toBe(3);
    expect(await again.acceptances({ limit: 9 })).toEqual(made.toReversed());
    expect(made[0]).toEqual({ ...accepted("cve-1", "a1", 20), id: expect.any(Number) as unknown });
    expect(made[0]?.id).toBeGreaterThan(first?.id ?? 0);
    expect(await again.acceptances({ limit: 1, before: String(made[2]?.id) })).toEqual([made[1]]);
    const of = async (tool: string, ms: number) =>
      (await again.acceptancesOf(toolOf(tool), moment(ms))).map(({ tool: one, until }) => [one, until]);
    expect((await of("a1", 20)).toSorted()).toEqual([
      [null, at(30)],
      [null, at(40)],
    ]);
    expect(await of("a1", 19)).toHaveLength(3);
    expect(await of("b1", 19)).toHaveLength(2);
    expect(await again.unaccept(FindingId.parse("CVE-1"), null)).toBe(true);
    expect(await again.unaccept(FindingId.parse("CVE-1"), null)).toBe(false);
    expect(await of("a1", 19)).toHaveLength(2);
    await again.deleteTool(toolOf("a1"));
    expect(await of("a1", 19)).toEqual([[null, at(40)]]);
    await again.forgetAcceptances(moment(40));
    expect(await again.countAcceptances()).toBe(1);
    await again.forgetAcceptances(moment(41));
    expect(await again.acceptances({ limit: 9 })).toEqual([]);
  });
}

function accepted(finding: string, tool: string | null, until: number): Omit<Acceptance, "id"> {
  return {
    finding: FindingId.parse(finding),
    tool: tool === null ? null : toolOf(tool),
    until: moment(until),
    why: "x",
    by: ann,
    at: moment(0),
  };
}
