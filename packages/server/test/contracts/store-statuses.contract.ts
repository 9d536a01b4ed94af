import { Moment } from "@sluice/contract";
import { expect, test } from "vitest";
import type { DueStatus } from "../../src/core/ports/status-store.ts";
import type { Store } from "../../src/core/ports/store.ts";
import { addTool, ann, at, commitOf, newBuild, toolOf } from "./store-samples.ts";
import { type Fresh, openFor } from "./store-under-test.ts";

const foo = toolOf("foo");
const url = "https://git.example.org/foo.git";
const row = {
  tool: foo,
  url,
  forge: "gitea" as const,
  api: null,
  account: null,
  label: null,
  by: ann,
  set: Moment.parse(at(0)),
  sealed: "s",
  key: "old",
};
const key = { tool: foo, commit: commitOf(1), preview: null };
const due = (store: Store, ms: number): Promise<readonly DueStatus[]> => store.dueStatuses(Moment.parse(at(ms)), 9);

async function told(store: Store): Promise<void> {
  await addTool(store, "foo");
  await store.putSource({ tool: foo, url, branch: "main", by: ann }, at(0));
  await store.putStatuses(row);
}

/** A build of the commit, watched. */
async function watched(store: Store): Promise<DueStatus["build"]> {
  const { build } = await store.enqueue(newBuild("foo", 1), at(1));
  await store.watchStatus(key, { build: build.id }, at(1));
  return build.id;
}

export function statusesContract(fresh: Fresh): void {
  test("what became of a commit is due until it is told, and again when it has changed", async () => {
    const under = await fresh();
    const store = await openFor(under);
    await told(store);
    const build = await watched(store);
    const [pending] = await due(store, 1);
    expect(pending).toEqual({ ...key, build, state: "pending", fault: null, reason: null, tries: 0, next: at(1) });
    await store.noteStatus(pending as DueStatus, { told: "pending" }, at(2));
    expect(await due(store, 9)).toEqual([]);
    expect(await store.statuses(foo)).toEqual({ ...row, told: at(2), problem: null, lacks: null });
    const lease = await store.claim("h", at(3), 1000, 1);
    expect(await due(store, 9)).toEqual([]);
    const end = { state: "failed", fault: "code", reason: "no app.py", image: null, release: null, steps: [] } as const;
    await store.finish(lease?.build.id as never, "h", end, at(4));
    expect(await due(store, 9)).toMatchObject([{ state: "failure", fault: "code", reason: "no app.py" }]);
    const [failure] = await due(await openFor(under), 9);
    await store.noteStatus(failure as DueStatus, { told: "failure" }, at(5));
    expect(await due(store, 9)).toEqual([]);
    await store.watchStatus(key, { build: build as never }, at(6));
    expect(await due(store, 9), "the same build again is nothing new").toEqual([]);
    expect(await store.commitStatuses(foo, 9)).toEqual([
      { commit: key.commit, preview: null, build, told: "failure", at: at(5), problem: null },
    ]);
  });

  test("a commit of several pipelines is what the worst of its builds is", async () => {
    const store = await openFor(await fresh());
    await told(store);
    const web = newBuild("foo", 1, { pipeline: "web", branch: "" });
    const builds = [web, { ...web, pipeline: "docs" }];
    const [first] = await store.enqueuePush({ tool: foo, ref: "refs/heads/main", to: commitOf(1) }, builds, at(1));
    await store.watchStatus(key, { build: first?.build.id as never }, at(1));
    const end = { state: "succeeded", fault: null, reason: null, image: null, release: null, steps: [] } as const;
    for (const [ms, more] of [
      [2, {}],
      [4, { state: "failed", fault: "code", reason: "no handbook" } as const],
    ] as const) {
      expect(await due(store, 9)).toMatchObject([{ state: "pending", reason: null }]);
      const lease = await store.claim("h", at(ms), 1000, 1);
      await store.finish(lease?.build.id as never, "h", { ...end, ...more }, at(ms + 1));
    }
    expect(await due(store, 9)).toMatchObject([{ build: first?.build.id, state: "failure", fault: "code", reason: "no handbook" }]);
  });

  test("a try is counted before it is made, by one server only, and put off", async () => {
    const under = await fresh();
    const store = await openFor(under);
    await told(store);
    await watched(store);
    const [first] = await due(store, 1);
    expect(await store.tryStatus(first as DueStatus, at(50))).toBe(true);
    expect(await store.tryStatus(first as DueStatus, at(60))).toBe(false);
    expect(await due(store, 49)).toEqual([]);
    const [again] = await due(await openFor(under), 50);
    expect(again).toMatchObject({ tries: 1, next: at(50) });
    await store.noteStatus(again as DueStatus, { problem: "away", next: at(90) }, at(51));
    expect(await due(store, 89)).toEqual([]);
    expect(await store.statuses(foo)).toMatchObject({ problem: "away", told: null });
    const [third] = await due(store, 90);
    await store.putOffStatus(third as DueStatus, at(95));
    expect(await due(store, 94)).toEqual([]);
    expect((await due(store, 95))[0]).toMatchObject({ tries: 1 });
    await store.putStatuses({ ...row, set: Moment.parse(at(60)) });
    expect((await due(store, 60))[0], "a new token begins again").toMatchObject({ tries: 0 });
  });

  test("another build of a commit is told, and what was tried for the one before writes nothing", async () => {
    const store = await openFor(await fresh());
    await told(store);
    const first = await watched(store);
    const [old] = await due(store, 1);
    await store.cancel(first as never, at(2));
    expect((await due(store, 2))[0]).toMatchObject({ state: "cancelled" });
    const { build } = await store.enqueue(newBuild("foo", 1), at(3));
    await store.watchStatus(key, { build: build.id }, at(3));
    await store.noteStatus(old as DueStatus, { told: "pending" }, at(4));
    expect(await due(store, 4)).toMatchObject([{ build: build.id, state: "pending" }]);
  });

  test("a commit that was refused has its reason, and a preview of the same commit is its own", async () => {
    const store = await openFor(await fresh());
    await told(store);
    await store.watchStatus(key, { refusal: "sluice.yaml is wrong" }, at(1));
    const build = await watched(store);
    await store.watchStatus({ ...key, preview: "pr-7" as never }, { refusal: "too large" }, at(2));
    expect(await due(store, 2)).toMatchObject([
      { build, preview: null, state: "pending" },
      { build: null, preview: "pr-7", state: "failure", reason: "too large" },
    ]);
    await store.forgetStatuses(Moment.parse(at(2)));
    expect(await due(store, 2)).toMatchObject([{ preview: "pr-7" }]);
  });

  test("goes with the source, with another repository, and with the tool; the token is sealed anew", async () => {
    const store = await openFor(await fresh());
    await told(store);
    await watched(store);
    expect((await store.keyUse()).get("old")).toBe(1);
    for (const place of await store.sealedWithOther("new", 9)) await store.reseal(place, { sealed: "t", key: "new" });
    expect(await store.statuses(foo)).toMatchObject({ sealed: "t", key: "new" });
    await store.putSource({ tool: foo, url, branch: "next", by: ann }, at(1));
    expect(await store.statuses(foo), "the same repository").not.toBeNull();
    await store.putSource({ tool: foo, url: `${url}/2`, branch: "main", by: ann }, at(2));
    expect([await store.statuses(foo), await due(store, 99)]).toEqual([null, []]);
    await store.watchStatus(key, { refusal: "nobody is told" }, at(3));
    expect(await due(store, 99)).toEqual([]);
    await store.putStatuses({ ...row, url: `${url}/2` });
    expect(await store.removeStatuses(foo)).toBe(true);
    expect(await store.removeStatuses(foo)).toBe(false);
    await store.putStatuses({ ...row, url: `${url}/2` });
    await store.removeSource(foo);
    expect(await store.statuses(foo)).toBeNull();
    await store.putStatuses(row);
    await store.deleteTool(foo);
    expect(await store.statuses(foo)).toBeNull();
  });
}
