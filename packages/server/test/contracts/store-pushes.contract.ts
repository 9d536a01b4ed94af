import { expect, test } from "vitest";
import type { BuildEnd, Store } from "../../src/core/ports/store.ts";
import { addTool, at, commitOf, image, newBuild, toolOf } from "./store-samples.ts";
import { type Fresh, openFor } from "./store-under-test.ts";

const minute = 60_000;
const well: BuildEnd = { state: "succeeded", fault: null, reason: null, image, release: null, steps: [] };
const push = (commit: number, ref = "refs/heads/main") => ({ tool: toolOf("foo"), ref, to: commitOf(commit) });
const web = (commit: number) => newBuild("foo", commit, { pipeline: "web", branch: "", latestWins: true });
const api = (commit: number) => newBuild("foo-api", commit, { source: toolOf("foo"), pipeline: "api", branch: "", latestWins: true });

async function opened(fresh: Fresh): Promise<Store> {
  const store = await openFor(await fresh());
  for (const name of ["foo", "foo-api"]) await addTool(store, name);
  return store;
}

export function pushesContract(fresh: Fresh): void {
  test("the builds of a push are queued all or none, and it is complete when the last of them is done", async () => {
    const store = await opened(fresh);
    await expect(store.enqueuePush(push(1), [web(1), newBuild("gone", 1)], at(0))).rejects.toMatchObject({ code: "not-found" });
    expect(await store.builds(toolOf("foo"), { limit: 5 })).toEqual([]);

    const [first, second] = await store.enqueuePush(push(1), [web(1), api(1)], at(0));
    if (first === undefined || second === undefined) throw new Error("two builds were queued");
    const id = first.build.push ?? 0;
    expect(first).toMatchObject({ isNew: true, superseded: [], build: { tool: "foo", source: "foo", pipeline: "web" } });
    expect(second).toMatchObject({ build: { tool: "foo-api", source: "foo", pipeline: "api", push: id } });
    expect((await store.buildsOfPush(id)).map((build) => build.id)).toEqual([first.build.id, second.build.id]);
    expect((await store.openBuildsFrom(toolOf("foo"))).map((build) => build.id)).toEqual([second.build.id]);
    for (const { build } of [first, second]) {
      expect((await store.claim("one", at(1), minute, 4))?.build.id).toBe(build.id);
      expect(await store.completedPush(id)).toBeNull();
      expect(await store.progress(build.id, "one", { done: true })).toBe(true);
    }
    expect(await store.completedPush(id)).toEqual({ id, ...push(1) });
    expect(await store.push(id)).toEqual({ id, ...push(1) });
    expect(await store.push(id + 1)).toBeNull();
  });

  test("a push whose ref a newer one has moved moves it no more", async () => {
    const store = await opened(fresh);
    const [old] = await store.enqueuePush(push(1), [web(1)], at(0));
    const [other] = await store.enqueuePush(push(1, "refs/tags/v1"), [api(1)], at(0));
    for (const one of [old, other]) {
      await store.claim("one", at(1), minute, 4);
      await store.progress(one?.build.id ?? (0 as never), "one", { done: true });
    }
    expect(await store.completedPush(old?.build.push ?? 0)).toMatchObject(push(1));
    await store.recordMove(push(2));
    expect(await store.completedPush(old?.build.push ?? 0)).toBeNull();
    expect(await store.completedPush(other?.build.push ?? 0), "of another ref").toMatchObject({ ref: "refs/tags/v1" });
  });

  test("the same commit again joins what is open, which is of the newest push then", async () => {
    const store = await opened(fresh);
    const [before] = await store.enqueuePush(push(1), [web(1)], at(0));
    const [same, more] = await store.enqueuePush(push(1), [web(1), api(1)], at(1));
    expect(same).toMatchObject({ isNew: false, build: { id: before?.build.id, push: more?.build.push } });
    expect(await store.buildsOfPush(before?.build.push ?? 0)).toEqual([]);
    const [next] = await store.enqueuePush(push(2), [web(2)], at(2));
    expect(next?.superseded).toEqual([before?.build.id]);
    expect(await store.build(more?.build.id ?? (0 as never)), "of another pipeline").toMatchObject({ state: "queued" });
  });

  test("a build knows whose repository it is from, and the last good one of a pipeline is found", async () => {
    const store = await opened(fresh);
    const of = { source: toolOf("foo"), pipeline: "api" };
    const target = toolOf("foo-api");
    for (const commit of [1, 2, 3]) {
      const [queued] = await store.enqueuePush(push(commit), [api(commit)], at(commit));
      await store.claim("one", at(commit), minute, 4);
      const end: BuildEnd = commit === 3 ? { ...well, state: "failed", fault: "code", reason: "red", image: null } : well;
      await store.finish(queued?.build.id ?? (0 as never), "one", end, at(commit + 1));
    }
    expect(await store.lastBuilt(target, { ...of, commit: null })).toMatchObject({ commit: commitOf(2) });
    expect(await store.lastBuilt(target, { ...of, commit: commitOf(1) })).toMatchObject({ commit: commitOf(1) });
    expect(await store.lastBuilt(target, { ...of, commit: commitOf(3) })).toBeNull();
    expect(await store.lastBuilt(target, { ...of, source: target, commit: null })).toBeNull();
    expect(await store.sourceOf(target, commitOf(1))).toBe("foo");
    expect(await store.sourceOf(target, commitOf(9))).toBeNull();
    expect(await store.openBuildsFrom(toolOf("foo"))).toEqual([]);
  });
}
