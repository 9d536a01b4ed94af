import { Moment, ReleaseNumber } from "@sluice/contract";
import { expect, test } from "vitest";
import { addTool, ann, at, commitOf, image, toolOf } from "./store-samples.ts";
import { type Fresh, openFor, openFour } from "./store-under-test.ts";

const foo = toolOf("foo");

function committed(number: number, tool = foo) {
  const created = Moment.parse(at(0));
  return { tool, number: ReleaseNumber.parse(number), commit: commitOf(1), subject: "By hand", author: "Eve", settings: 0, image, created };
}

export function controlContract(fresh: Fresh): void {
  test("a release by hand has the number that its commit says, and the next one counts on from there", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    expect(await store.adoptRelease(committed(7))).toEqual({
      ...committed(7),
      build: null,
      cause: "commit",
      state: "pending",
      reason: null,
      fault: null,
      live: null,
      control: null,
    });
    const { number: _, ...rest } = committed(7);
    expect((await store.addRelease({ ...rest, author: ann, build: null, cause: "push" })).number).toBe(8);
  });

  test("a number that is there stays as it is", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    const { number: _, ...rest } = committed(1);
    const made = await store.addRelease({ ...rest, build: null, cause: "push" });
    expect(await store.adoptRelease({ ...committed(1), subject: "Another" })).toEqual(made);
  });

  test("only a tool that exists has releases", async () => {
    const store = await openFor(await fresh());
    await expect(store.adoptRelease(committed(1, toolOf("nobody")))).rejects.toMatchObject({ code: "not-found" });
  });

  test("four servers that see one commit make one release of it", async () => {
    const stores = await openFour(await fresh());
    const [first] = stores;
    if (first === undefined) throw new Error("no store");
    await addTool(first, "foo");
    await Promise.all(stores.map((store) => store.adoptRelease(committed(3))));
    expect(await first.releases(foo, { limit: 10 })).toHaveLength(1);
  });
}
