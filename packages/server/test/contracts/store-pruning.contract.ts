import { CommitHash, Digest, Moment, ReleaseNumber, type ToolName } from "@sluice/contract";
import { expect, test } from "vitest";
import type { Store } from "../../src/core/ports/store.ts";
import { addTool, ann, at, commitOf, newBuild, toolOf } from "./store-samples.ts";
import { type Fresh, openFor, openFour } from "./store-under-test.ts";

const imageOf = (n: number): Digest => Digest.parse(`sha256:${n.toString(16).padStart(64, "0")}`);
const here = "here";

async function released(store: Store, tool: ToolName, n: number, live: number | null): Promise<ReleaseNumber> {
  const { number } = await store.addRelease({
    tool,
    build: null,
    commit: CommitHash.parse(commitOf(n)),
    subject: "",
    author: ann,
    cause: "push",
    settings: 0,
    image: imageOf(n),
    created: Moment.parse(at(n)),
  });
  if (live !== null) await store.setReleaseState(tool, number, { state: "live", live: at(live), control: "c" });
  return number;
}

/** Marks of images, pins, what is named, and builds that may go. */
export function pruningContract(fresh: Fresh): void {
  test("of a use and a removal of one image exactly one succeeds", async () => {
    const stores = await openFour(await fresh());
    const [store] = stores;
    for (let n = 1; n <= 20; n += 1) {
      await store.markUnnamed(here, [imageOf(n)], at(0));
      const [used, begun] = await Promise.all([
        stores[n % 2 === 0 ? 1 : 2].useImage(here, imageOf(n), at(5)),
        stores[3].beginRemoval(here, [imageOf(n)], at(1), at(6)),
      ]);
      expect([used, begun.length]).toEqual(used ? [true, 0] : [false, 1]);
      expect(await store.isGoing(here, imageOf(n))).toBe(!used);
    }
  });

  test("a removal begins when the mark is old enough, and ends with the mark; another installation's marks are its own", async () => {
    const store = await openFor(await fresh());
    await store.markUnnamed(here, [imageOf(1), imageOf(2)], at(100));
    await store.markUnnamed(here, [imageOf(1)], at(500));
    await store.markUnnamed("there", [imageOf(1)], at(100));
    expect(await store.beginRemoval(here, [imageOf(1), imageOf(2), imageOf(3)], at(99), at(600))).toEqual([]);
    expect(await store.beginRemoval(here, [imageOf(1)], at(100), at(600))).toEqual([imageOf(1)]);
    expect(await store.useImage(here, imageOf(1), at(700))).toBe(false);
    expect(await store.useImage("there", imageOf(1), at(700))).toBe(true);
    await store.unmarkImages(here, [imageOf(1), imageOf(2)]);
    expect(await store.imageMarks(here)).toEqual([{ digest: imageOf(1), state: "going", at: at(600) }]);
    await store.endRemoval(here, [imageOf(1)]);
    expect(await store.imageMarks(here)).toEqual([]);
    await store.endUses("there", at(701));
    expect(await store.imageMarks("there")).toEqual([]);
  });

  test("names the newest different images that were ever live, pins, and what is live, and nothing else", async () => {
    const store = await openFor(await fresh());
    const foo = toolOf("foo");
    await addTool(store, "foo");
    for (const n of [1, 2, 3, 3, 3, 4]) await released(store, foo, n, 10 * n);
    await released(store, foo, 9, null);
    await store.setReleaseState(foo, ReleaseNumber.parse(7), { state: "failed" });
    await store.pinRelease(foo, ReleaseNumber.parse(1), { by: ann, at: Moment.parse(at(1)), why: "good" });
    const named = new Map((await store.namedImages(2)).map((name) => [name.digest, name]));
    expect([...named.keys()].toSorted()).toEqual([imageOf(1), imageOf(3), imageOf(4)]);
    expect(named.get(imageOf(1))?.why).toBe("v1 of foo is pinned by ann (good)");
    expect((await store.keptReleases(foo, 2)).map(({ image }) => image)).toEqual([imageOf(4), imageOf(3)]);
    expect([...(await store.pins(foo)).keys()]).toEqual([1]);
    expect(await store.unpinRelease(foo, ReleaseNumber.parse(1))).toBe(true);
    expect(await store.unpinRelease(foo, ReleaseNumber.parse(1))).toBe(false);
    await store.deleteTool(foo);
    expect(await store.namedImages(2)).toEqual([]);
  });

  test("old builds go that are not among the newest, never one that is open or that the next build starts from", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    const foo = toolOf("foo");
    for (let n = 1; n <= 5; n += 1) {
      await store.enqueue(newBuild("foo", n, { key: String(n) }), at(n));
      const lease = await store.claim("me", at(n), 1000, 9);
      const image = n === 2 ? imageOf(2) : null;
      if (lease !== null)
        await store.finish(lease.build.id, "me", { state: "failed", fault: "code", reason: "", image, release: null, steps: [] }, at(n));
    }
    await store.enqueue(newBuild("foo", 6, { key: "6" }), at(6));
    const all = (await store.builds(foo, { limit: 9 })).map(({ id }) => id).toReversed();
    const old = await store.oldBuilds({ before: at(5), keep: 2, limit: 10 });
    expect(old.map(({ id }) => id)).toEqual([all[0], all[2], all[3]]);
    await store.removeBuilds(all);
    expect((await store.builds(foo, { limit: 9 })).map(({ id }) => id)).toEqual([all[5]]);
    expect(await store.knownBuilds(all)).toEqual(new Set([all[5]]));
    expect([await store.busyTools(), await store.lastBuilds()]).toEqual([new Set([foo]), new Map([[foo, at(6)]])]);
  });
}
