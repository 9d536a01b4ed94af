import { EmbargoTitle, Moment, type LicenceFinding } from "@sluice/contract";
import { expect, test } from "vitest";
import { addLive, addTool, ann, at, commitOf, newBuild, toolOf } from "./store-samples.ts";
import { type Fresh, openFor } from "./store-under-test.ts";

const own = { policy: "warn" as const, also: ["CC0-1.0"], why: "an agreement", by: ann, at: Moment.parse(at(5)) };
const finding: LicenceFinding = {
  policy: "required",
  verdict: "allowed",
  expression: "MIT",
  statements: [{ file: "LICENSE", by: "text", expression: "MIT", says: "MIT" }],
  why: "",
  todo: "",
};

export function licencesContract(fresh: Fresh): void {
  test("keeps a tool's own licence policy over a restart, the last one only, until it is removed or the tool is", async () => {
    const under = await fresh();
    const store = await openFor(under);
    await addTool(store, "foo");
    await addTool(store, "bar");
    expect(await store.licencePolicy(toolOf("foo"))).toBeNull();
    await store.putLicencePolicy(toolOf("foo"), { ...own, policy: "off" });
    await store.putLicencePolicy(toolOf("foo"), own);
    await store.putLicencePolicy(toolOf("bar"), own);
    const again = await openFor(under);
    expect(await again.licencePolicy(toolOf("foo"))).toEqual(own);
    expect(await again.removeLicencePolicy(toolOf("foo"))).toBe(true);
    expect(await again.removeLicencePolicy(toolOf("foo"))).toBe(false);
    await again.deleteTool(toolOf("bar"));
    await addTool(again, "bar");
    expect(await again.licencePolicy(toolOf("bar"))).toBeNull();
  });

  test("keeps what was found with its build, and finds it by the commit", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    for (const commit of [1, 2, 2]) {
      const { build } = await store.enqueue(newBuild("foo", commit, { key: `${commit}-${Math.random()}` }), at(0));
      await store.claim("me", at(1), 60_000, 9);
      await store.progress(build.id, "me", { licence: commit === 2 ? finding : null });
      await store.finish(build.id, "me", { state: "failed", fault: "code", reason: "x", image: null, release: null, steps: [] }, at(2));
    }
    const newest = (await store.builds(toolOf("foo"), { limit: 1 }))[0];
    expect(newest?.licence).toEqual(finding);
    expect((await store.licensedBuild(toolOf("foo"), commitOf(2)))?.id).toBe(newest?.id);
    expect(await store.licensedBuild(toolOf("foo"), commitOf(1))).toBeNull();
  });

  test("lists what is live by name, with its newest finding what was said of the tool, and without embargoes", async () => {
    const store = await openFor(await fresh());
    for (const name of ["a1", "b1", "c1", "d1"]) await addTool(store, name);
    const embargo = toolOf(`embargo-${"a".repeat(20)}`);
    await store.openEmbargo(
      { name: embargo, created: Moment.parse(at(0)), createdBy: ann },
      { of: toolOf("a1"), title: EmbargoTitle.parse("fix-1") },
      [],
    );
    for (const name of ["a1", "b1", "d1", embargo]) await addLive(store, name, "a");
    const looked = [];
    for (const [commit, expression] of [
      [1, "ISC"],
      [1, "MIT"],
      [2, "Zlib"],
    ] as const) {
      const { build } = await store.enqueue(newBuild("a1", commit, { key: expression }), at(0));
      await store.claim("me", at(1), 60_000, 9);
      await store.progress(build.id, "me", { licence: { ...finding, expression } });
      await store.finish(build.id, "me", { state: "failed", fault: "code", reason: "x", image: null, release: null, steps: [] }, at(2));
      looked.push(build.id);
    }
    await store.putLicencePolicy(toolOf("b1"), own);
    const live = at(1);
    const rows = await store.liveLicences({ limit: 9 });
    expect(rows).toEqual([
      { tool: "a1", live, own: null, build: { id: looked[1], finding: { ...finding, expression: "MIT" } } },
      { tool: "b1", live, own, build: null },
      { tool: "d1", live, own: null, build: null },
    ]);
    expect((await store.liveLicences({ limit: 1, before: "a1" })).map(({ tool }) => tool)).toEqual(["b1"]);
  });
}
