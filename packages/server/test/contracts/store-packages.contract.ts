import { Moment, ReleaseNumber } from "@sluice/contract";
import { expect, test } from "vitest";
import type { BakedSet } from "../../src/core/ports/package-store.ts";
import { addTool, ann, at, toolOf } from "./store-samples.ts";
import { type Fresh, openFor, openFour } from "./store-under-test.ts";

const set: BakedSet = {
  name: "a".repeat(32),
  side: "run",
  base: "debian-13",
  packages: ["imagemagick", "libpq5"],
  versions: { imagemagick: "8:7.1", libpq5: "17.2" },
  baseContent: "c",
  baked: at(0),
};

export function packagesContract(fresh: Fresh): void {
  test("a set is baked by one of many at a time, and by another when the lease has ended", async () => {
    const stores = await openFour(await fresh());
    const claims = await Promise.all(stores.map((store, n) => store.claimBake("x", `holder-${n}`, at(0), at(1000))));
    expect(claims.filter((claimed) => claimed)).toHaveLength(1);
    const winner = `holder-${claims.indexOf(true)}`;
    expect(await stores[1].claimBake("x", winner, at(500), at(2000))).toBe(true);
    expect(await stores[2].claimBake("x", "late", at(1500), at(2500))).toBe(false);
    expect(await stores[2].claimBake("y", "late", at(1500), at(2500))).toBe(true);
    expect(await stores[3].claimBake("x", "later", at(2000), at(3000))).toBe(true);
    await stores[0].endBake("x", winner);
    expect(await stores[0].claimBake("x", winner, at(2500), at(3500))).toBe(false);
    await stores[0].endBake("x", "later");
    expect(await stores[0].claimBake("x", winner, at(2500), at(3500))).toBe(true);
    await stores[1].releaseBakes("new");
    expect(await stores[1].claimBake("x", "new", at(2600), at(3600))).toBe(true);
  });

  test("a set is kept with its versions, and baked again it is the same set", async () => {
    const under = await fresh();
    const store = await openFor(under);
    expect(await store.packageSet(set.name)).toBeNull();
    await store.putSet({ ...set, versions: null, baseContent: "" }, at(0));
    await store.putSet(set, at(1000));
    const again = await openFor(under);
    expect(await again.packageSet(set.name)).toEqual({ ...set, used: at(1000) });
    expect(await again.packageSets()).toHaveLength(1);
  });

  test("a set is used by builds and by no refresh, and is forgotten by exactly one when it is used no more", async () => {
    const stores = await openFour(await fresh());
    expect([await stores[0].useSet(set.name, at(1)), await stores[0].renewSet(set)]).toEqual([false, false]);
    expect(await stores[0].packageSet(set.name)).toBeNull();
    await stores[0].putSet(set, at(1000));
    expect(await stores[1].renewSet({ ...set, baseContent: "newer", baked: at(3000) })).toBe(true);
    expect(await stores[2].packageSet(set.name)).toEqual({ ...set, baseContent: "newer", baked: at(3000), used: at(1000) });
    expect(await stores[1].useSet(set.name, at(2000))).toBe(true);
    expect(await stores[2].forgetSet(set.name, at(1999))).toBe(false);
    const forgotten = await Promise.all(stores.map((store) => store.forgetSet(set.name, at(2000))));
    expect(forgotten.filter((done) => done)).toHaveLength(1);
    expect(await stores[3].useSet(set.name, at(4000))).toBe(false);
  });

  test("remembers when each base was made", async () => {
    const store = await openFor(await fresh());
    const moment = Moment.parse(at(0));
    await store.putBase({ base: "debian-13", checked: moment, changed: moment });
    await store.putBase({ base: "debian-13", checked: Moment.parse(at(5)), changed: moment });
    expect(await store.bases()).toEqual([{ base: "debian-13", checked: at(5), changed: at(0) }]);
  });
}

export function rebasesContract(fresh: Fresh): void {
  const created = Moment.parse(at(0));
  const [foo, bar] = [toolOf("foo"), toolOf("bar")];

  test("one rebase goes on at a time, carried by one holder, and its tools are kept", async () => {
    const stores = await openFour(await fresh());
    await addTool(stores[0], "foo");
    await addTool(stores[0], "bar");
    const wish = { by: ann, wave: 2, failures: 1, created, tools: [foo, bar] };
    const rebase = await stores[0].addRebase(wish);
    if (rebase === null) throw new Error("not added");
    expect(rebase).toMatchObject({ state: "running", by: "ann", wave: 2, failures: 1, ended: null, reason: "" });
    expect(await stores[1].addRebase(wish)).toBeNull();
    const claims = await Promise.all(stores.map((store, n) => store.claimRebase(`h${n}`, at(0), at(1000))));
    expect(claims.filter((claimed) => claimed !== null)).toHaveLength(1);
    expect(await stores[0].claimRebase("z", at(1000), at(2000))).toEqual(rebase);
    await stores[0].setRebaseTool(rebase.id, foo, { state: "live", release: ReleaseNumber.parse(3) });
    expect(await stores[2].rebaseTools(rebase.id)).toEqual([
      { tool: "bar", state: "waiting", release: null, reason: "" },
      { tool: "foo", state: "live", release: 3, reason: "" },
    ]);
    await stores[1].releaseRebases("y");
    expect(await stores[1].claimRebase("y", at(1), at(2))).toMatchObject({ id: rebase.id });
    expect(await stores[0].endRebase(rebase.id, { state: "done", reason: "all", ended: at(9) })).toBe(true);
    expect(await stores[0].endRebase(rebase.id, { state: "stopped", reason: "", ended: at(10) })).toBe(false);
    expect(await stores[0].claimRebase("y", at(1), at(2))).toBeNull();
    const next = await stores[1].addRebase({ ...wish, tools: [] });
    expect((await stores[3].rebases(10)).map(({ id, state }) => [id, state])).toEqual([
      [next?.id, "running"],
      [rebase.id, "done"],
    ]);
    expect(await stores[3].rebase(rebase.id)).toMatchObject({ state: "done", reason: "all", ended: at(9) });
  });
}
