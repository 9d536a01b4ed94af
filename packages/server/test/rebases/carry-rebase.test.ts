import { Moment, type ReleaseFile, SluiceError, ToolName, type Rebase, type Release } from "@sluice/contract";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Rebaser } from "../../src/core/ports/rebaser.ts";
import { carryRebase, stopRebase } from "../../src/core/rebases/carry-rebase.ts";
import { planRebase, setsInUse } from "../../src/core/rebases/plan-rebase.ts";
import { rebaseTool } from "../../src/core/rebases/rebase-tool.ts";
import { ada, commitOf, imageOf, openReleases } from "../releases/open-releases.ts";

type Releases = Awaited<ReturnType<typeof openReleases>>;
const set = "5".repeat(32);
const [oldBase, newBase] = [imageOf(0xaaa), imageOf(0xbbb)];

/** Images are numbers; one that is rebased gets a thousand more, and stands on the new base. */
function rebaserOf(onRebase: (image: string) => Promise<void> = async () => undefined): Rebaser {
  const number = (image: string): number => Number.parseInt(image.slice(-8), 16);
  return {
    hasOwnBase: async () => false,
    standsOn: async (image) => (number(image) === 666 ? null : { set, runImage: number(image) >= 1000 ? newBase : oldBase }),
    newest: async () => newBase,
    async rebase(_tool, image) {
      await onRebase(image);
      return `${image.slice(0, image.lastIndexOf("@"))}@${imageOf(number(image) + 1000)}`;
    },
  };
}

const name = (n: number): ToolName => ToolName.parse(`tool-${n}`);

async function withTools(count: number): Promise<Releases> {
  const all = await openReleases();
  for (let n = 1; n <= count; n += 1) {
    await all.store.createTool({ name: name(n), created: Moment.parse(all.clock.now()), createdBy: ada }, ada);
    await all.deployed(name(n), n);
  }
  return all;
}

/** Settles what is committed, as the reconciler does: live, or rolled back for the tools that are named. */
function reconciler(all: Releases, broken: readonly ToolName[] = []) {
  const stop = new AbortController();
  let most = 0;
  const work = (async () => {
    while (!stop.signal.aborted) {
      const tools = await all.store.tools(null, { limit: 100 });
      const open: Release[] = [];
      for (const tool of tools)
        open.push(...(await all.store.releases(tool.name, { limit: 10 })).filter(({ state }) => state === "pending"));
      most = Math.max(most, open.length);
      for (const release of open) {
        if (broken.includes(release.tool)) {
          await all.store.setReleaseState(release.tool, release.number, {
            state: "failed",
            reason: "web: ended with exit code 1",
            fault: "code",
          });
        } else await all.live(release);
      }
      await delay(5);
    }
  })();
  return {
    most: () => most,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await work;
    },
  };
}

async function begin(all: Releases, tools: readonly ToolName[], more: Partial<Pick<Rebase, "wave" | "failures">> = {}): Promise<Rebase> {
  const created = Moment.parse(all.clock.now());
  const rebase = await all.store.addRebase({ by: ada, wave: 2, failures: 0, created, tools, ...more });
  if (rebase === null) throw new Error("another goes on");
  return rebase;
}

const depsOf = (all: Releases, rebaser: Rebaser) => ({
  ...all.deps,
  rebaser,
  rebases: all.store,
  bringUp: async () => undefined,
  pause: (ms: number, signal: AbortSignal) => delay(Math.min(ms, 5), undefined, { signal }).catch(() => undefined),
});

const states = async (all: Releases, { id }: Rebase) =>
  Object.fromEntries((await all.store.rebaseTools(id)).map(({ tool, state }) => [tool, state]));
const never = new AbortController().signal;

test("moves every tool that is behind, the same commit and settings, and leaves a fresh one alone", async () => {
  const all = await withTools(3);
  await all.deployed(name(3), 1003);
  const before = await all.present(name(1));
  const rebase = await begin(all, [name(1), name(2), name(3)]);
  await using _reconciler = reconciler(all);
  await carryRebase(depsOf(all, rebaserOf()), rebase, never);
  expect(await states(all, rebase)).toEqual({ "tool-1": "live", "tool-2": "live", "tool-3": "fresh" });
  const after = await all.present(name(1));
  const { image: _image, release: _release, build: _build, ...same } = before;
  expect(after).toMatchObject(same satisfies Partial<ReleaseFile>);
  expect(after.image).toBe(before.image.replace(imageOf(1), imageOf(1001)));
  expect(await all.store.release(name(1), after.release)).toMatchObject({ cause: "rebase", commit: commitOf(1), subject: "Change 1" });
  expect((await all.present(name(3))).release).toBe(2);
  expect(await all.store.rebase(rebase.id)).toMatchObject({ state: "done", reason: "2 live, 1 fresh before, 0 failed" });
});

test("deploys no more tools at a time than a wave has", async () => {
  const all = await withTools(6);
  const rebase = await begin(all, [1, 2, 3, 4, 5, 6].map(name));
  await using watching = reconciler(all);
  await carryRebase(depsOf(all, rebaserOf()), rebase, never);
  expect(watching.most()).toBeLessThanOrEqual(2);
  expect(Object.values(await states(all, rebase))).toEqual(Array.from({ length: 6 }, () => "live"));
});

test("leaves the rest as it is when more fail than may, and says so", async () => {
  const all = await withTools(5);
  const rebase = await begin(all, [1, 2, 3, 4, 5].map(name));
  await using _reconciler = reconciler(all, [name(2)]);
  await carryRebase(depsOf(all, rebaserOf()), rebase, never);
  expect(await states(all, rebase)).toEqual({
    "tool-1": "live",
    "tool-2": "failed",
    "tool-3": "skipped",
    "tool-4": "skipped",
    "tool-5": "skipped",
  });
  expect(await all.store.rebase(rebase.id)).toMatchObject({
    state: "stopped",
    reason: "1 live, 0 fresh before, 1 failed: more than the 0 that may fail, so 3 were left as they were",
  });
});

test("goes on over failures that may be, over images of others, and over a rebaser that fails", async () => {
  const all = await withTools(4);
  await all.deployed(name(3), 666);
  const rebase = await begin(all, [1, 2, 3, 4].map(name), { failures: 2 });
  const rebaser = rebaserOf(async (image) => {
    if (image.endsWith(imageOf(4))) throw new SluiceError("unavailable", "the registry is away");
  });
  await using _reconciler = reconciler(all, [name(2)]);
  await carryRebase(depsOf(all, rebaser), rebase, never);
  expect(await states(all, rebase)).toEqual({ "tool-1": "live", "tool-2": "failed", "tool-3": "refused", "tool-4": "failed" });
  expect((await all.store.rebase(rebase.id))?.state).toBe("done");
});

test("killed between the release and writing it down, it goes on with that release and makes no second", async () => {
  const all = await withTools(1);
  const rebase = await begin(all, [name(1)]);
  const deps = depsOf(all, rebaserOf());
  const crashing = { ...deps, rebases: { ...all.store, setRebaseTool: () => Promise.reject(new Error("killed")) } };
  await expect(carryRebase(crashing, rebase, never)).rejects.toThrow("killed");
  expect(await states(all, rebase)).toEqual({ "tool-1": "waiting" });
  await using _reconciler = reconciler(all);
  await carryRebase(deps, rebase, never);
  expect(await states(all, rebase)).toEqual({ "tool-1": "live" });
  expect(await all.store.releases(name(1), { limit: 10 })).toHaveLength(2);
});

test("stopped, it begins no more tools", async () => {
  const all = await withTools(3);
  const rebase = await begin(all, [1, 2, 3].map(name), { wave: 1 });
  const rebaser = rebaserOf(() => stopRebase(all.store, rebase.id, ada));
  await using _reconciler = reconciler(all);
  await carryRebase(depsOf(all, rebaser), rebase, never);
  expect(await states(all, rebase)).toEqual({ "tool-1": "live", "tool-2": "skipped", "tool-3": "skipped" });
  expect((await all.store.rebase(rebase.id))?.state).toBe("stopped");
});

test("a push that comes between is not lost: the new image is rebased instead", async () => {
  const all = await withTools(1);
  let pushed = false;
  const rebaser = rebaserOf(async () => {
    if (!pushed) await all.deployed(name(1), 7);
    pushed = true;
  });
  const done = await rebaseTool(depsOf(all, rebaser), { tool: name(1), by: ada, body: "" });
  expect(done).toMatchObject({ kind: "released", release: { image: imageOf(1007), commit: commitOf(7) } });
});

test("a plan says which tools are behind, and which sets are in use", async () => {
  const all = await withTools(3);
  await all.deployed(name(2), 1002);
  await all.deployed(name(3), 666);
  const deps = { control: all.control, rebaser: rebaserOf(), store: all.store };
  const plan = await planRebase(deps);
  expect(plan.map(({ tool, state }) => `${tool} ${state}`)).toEqual(["tool-1 stale", "tool-2 fresh", "tool-3 unknown"]);
  expect([...(await setsInUse(deps))]).toEqual([set]);
});
