import { BuildId, Moment, ReleaseNumber } from "@sluice/contract";
import { expect, test } from "vitest";
import { addTool, ann, at, commitOf, image, toolOf } from "./store-samples.ts";
import { type Fresh, openFor, openFour } from "./store-under-test.ts";

const foo = toolOf("foo");
const v = (n: number) => ReleaseNumber.parse(n);

function release(build: number | null, tool = foo) {
  const created = Moment.parse(at(0));
  const id = build === null ? null : BuildId.parse(build);
  return { tool, build: id, commit: commitOf(1), subject: "Change", author: ann, cause: "push" as const, settings: 0, image, created };
}

export function releasesContract(fresh: Fresh): void {
  test("numbers releases for each tool from 1", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    await addTool(store, "bar");
    expect(await store.addRelease(release(1))).toEqual({
      ...release(1),
      number: 1,
      state: "pending",
      reason: null,
      fault: null,
      live: null,
      control: null,
    });
    expect((await store.addRelease(release(2))).number).toBe(2);
    expect((await store.addRelease(release(3, toolOf("bar")))).number).toBe(1);
  });

  test("a build gets the same release again; releases without a build are each new", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    const numbers = [];
    for (const build of [7, 7, null, null]) numbers.push((await store.addRelease(release(build))).number);
    expect(numbers).toEqual([1, 1, 2, 3]);
  });

  test("gives no number twice to servers that ask at once", async () => {
    const stores = await openFour(await fresh());
    await addTool(stores[0], "foo");
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, index) => Promise.resolve(stores[index % 4]?.addRelease(release(index + 1)))),
    );
    expect(made.map((one) => one?.number).toSorted((a = v(1), b = v(1)) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
  });

  test("refuses a release of an unknown tool, and a state of an unknown release", async () => {
    const store = await openFor(await fresh());
    await expect(store.addRelease(release(1))).rejects.toMatchObject({ code: "not-found" });
    await expect(store.setReleaseState(foo, v(1), { state: "live" })).rejects.toMatchObject({
      code: "not-found",
    });
  });

  test("at most one release is live: the next supersedes it, and a rollback brings it back", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    await store.addRelease(release(1));
    await store.addRelease(release(2));
    expect(await store.liveRelease(foo)).toBeNull();
    await store.setReleaseState(foo, v(1), { state: "live", live: at(1), control: "c1" });
    await store.setReleaseState(foo, v(2), { state: "live", live: at(2), control: "c2" });
    expect(await store.liveRelease(foo)).toMatchObject({ number: 2, live: at(2), control: "c2" });
    expect(await store.release(foo, v(1))).toMatchObject({
      state: "superseded",
      live: at(1),
      control: "c1",
    });
    await store.setReleaseState(foo, v(1), { state: "live" });
    expect(await store.liveRelease(foo)).toMatchObject({ number: 1, live: at(1), reason: null });
  });

  test("a reason stays with its state and goes with it", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    await store.addRelease(release(1));
    await store.setReleaseState(foo, v(1), { state: "failed", reason: "It never answered." });
    await store.setReleaseState(foo, v(1), { state: "failed", control: "c9" });
    expect(await store.release(foo, v(1))).toMatchObject({
      reason: "It never answered.",
      control: "c9",
    });
    await store.setReleaseState(foo, v(1), { state: "deploying" });
    expect((await store.release(foo, v(1)))?.reason).toBeNull();
  });

  test('lists releases newest first, page by page, also from "v2"', async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    for (const build of [1, 2, 3]) await store.addRelease(release(build));
    const numbers = async (before?: string) =>
      (await store.releases(foo, { limit: 2, ...(before === undefined ? {} : { before }) })).map((one) => one.number);
    expect(await numbers()).toEqual([3, 2]);
    expect(await numbers("2")).toEqual([1]);
    expect(await numbers("v2")).toEqual([1]);
  });

  test("tells what went live last before another, not what has the number before it", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    for (let n = 0; n < 5; n += 1) await store.addRelease(release(null));
    expect(await store.liveBefore(foo, v(1))).toBeNull();
    for (const [order, n] of [1, 2, 4, 3].entries())
      await store.setReleaseState(foo, v(n), { state: "live", live: at(order), control: `c${n}` });
    await store.setReleaseState(foo, v(5), { state: "failed", reason: "It never answered." });
    expect(await store.liveBefore(foo, v(3))).toMatchObject({ number: 4 });
    expect(await store.liveBefore(foo, v(5))).toMatchObject({ number: 3 });
  });

  test("tells which releases without a build are still pending since a moment", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    for (const build of [1, null, null]) await store.addRelease(release(build));
    await store.addRelease({ ...release(null), created: Moment.parse(at(2000)) });
    await store.setReleaseState(foo, v(2), { state: "deploying" });
    expect((await store.pendingReleases(Moment.parse(at(1000)))).map(({ number }) => number)).toEqual([3]);
    expect((await store.pendingReleases(Moment.parse(at(2000)))).map(({ number }) => number)).toEqual([3, 4]);
  });

  test("keeps small values over restarts", async () => {
    const under = await fresh();
    const store = await openFor(under);
    expect(await store.value("head")).toBeNull();
    await store.putValue("head", "a");
    await store.putValue("head", "b");
    expect(await (await openFor(under)).value("head")).toBe("b");
  });

  test("a value that is claimed stays the first one's", async () => {
    const store = await openFor(await fresh());
    expect(await Promise.all([store.claimValue("installation", "a"), store.claimValue("installation", "a")])).toEqual(["a", "a"]);
    expect(await store.claimValue("installation", "b")).toBe("a");
  });

  test("gives all small values whose key begins alike", async () => {
    const store = await openFor(await fresh());
    for (const key of ["deployed:foo", "deployed:bar", "Deployed:foo", "deployed", "deployed_"]) await store.putValue(key, `of ${key}`);
    expect(await store.values("deployed:")).toEqual(
      new Map([
        ["deployed:foo", "of deployed:foo"],
        ["deployed:bar", "of deployed:bar"],
      ]),
    );
  });
}
