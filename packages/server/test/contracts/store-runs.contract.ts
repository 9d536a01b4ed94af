import { Moment, ReleaseNumber, type RunId } from "@sluice/contract";
import { expect, test } from "vitest";
import type { NewRunRow, RunEnd, RunLimits } from "../../src/core/ports/run-store.ts";
import type { Store } from "../../src/core/ports/store.ts";
import { addTool, at, image, toolOf } from "./store-samples.ts";
import { type Fresh, openFor, openFour } from "./store-under-test.ts";

const minute = 60_000;
const foo = toolOf("foo");
const moment = (ms: number): Moment => Moment.parse(at(ms));
const one: RunLimits = { total: 100, perTool: 100 };
const ended: RunEnd = { state: "succeeded", fault: null, reason: null, exitCode: 0 };

export function newRun(tool: string, job: string | null, more: Partial<NewRunRow> = {}): NewRunRow {
  return {
    tool: toolOf(tool),
    job,
    command: "true",
    release: ReleaseNumber.parse(1),
    image: `registry/foo@${image}`,
    memory: "64Mi",
    cpu: "500m",
    timeout: 60,
    retries: 0,
    concurrency: "forbid",
    cause: job === null ? "manual" : "schedule",
    askedBy: "ann",
    reason: null,
    ...more,
  };
}

async function withTools(fresh: Fresh, ...names: string[]): Promise<Store> {
  const store = await openFor(await fresh());
  for (const name of names) await addTool(store, name);
  return store;
}

/** Claims everything that may be claimed now, in order. */
async function claimAll(store: Store, now: number, limits = one): Promise<RunId[]> {
  const found: RunId[] = [];
  for (;;) {
    const lease = await store.claimRun("one", at(now), minute, limits);
    if (lease === null) return found;
    found.push(lease.run.id);
  }
}

export function runsContract(fresh: Fresh): void {
  test("a run goes from the queue through a lease to its end", async () => {
    const store = await withTools(fresh, "foo");
    const run = await store.addRun(newRun("foo", null), at(0));
    expect(run).toMatchObject({ state: "queued", job: null, queued: at(0), attempts: 0, cancel: null, scheduled: null });
    const lease = await store.claimRun("one", at(5), minute, one);
    expect(lease).toMatchObject({ holder: "one", takenOver: false, run: { id: run.id, state: "running", started: at(5) } });
    expect(await store.beginAttempt(run.id, "one")).toBe(1);
    expect(await store.beginAttempt(run.id, "two")).toBeNull();
    await store.attemptBegun(run.id, "two", 1);
    expect(await store.run(run.id)).toMatchObject({ attempts: 1, begun: 0 });
    await store.attemptBegun(run.id, "one", 1);
    expect(await store.run(run.id)).toMatchObject({ begun: 1 });
    expect(await store.renewRun(run.id, "two", at(6), minute)).toEqual({ held: false, cancel: null });
    expect(await store.finishRun(run.id, "one", { ...ended, exitCode: 0 }, at(9))).toBe(true);
    expect(await store.finishRun(run.id, "one", ended, at(10))).toBe(false);
    expect(await store.run(run.id)).toMatchObject({ state: "succeeded", exitCode: 0, attempts: 1, ended: at(9) });
    expect(await claimAll(store, 100)).toEqual([]);
  });

  test("a moment of a schedule has one run, however many servers ask at once", async () => {
    const under = await fresh();
    const stores = await openFour(under);
    await addTool(stores[0], "foo");
    const said = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        Promise.resolve(stores[index % 4]?.addScheduled(newRun("foo", "nightly"), moment(0), at(index))),
      ),
    );
    expect(said.filter((word) => word === "queued")).toHaveLength(1);
    expect(said.filter((word) => word === "known")).toHaveLength(11);
    expect(await stores[0].runs(foo, { limit: 50 })).toHaveLength(1);
  });

  test("a moment that was missed is run after all, and one that ran is never missed", async () => {
    const store = await withTools(fresh, "foo");
    expect(await store.addMissed(newRun("foo", "nightly", { reason: "the server was down" }), moment(0), at(1))).toBe(true);
    expect(await store.addMissed(newRun("foo", "nightly"), moment(0), at(2))).toBe(false);
    expect(await claimAll(store, 3)).toEqual([]);
    expect(await store.addScheduled(newRun("foo", "nightly"), moment(0), at(3))).toBe("queued");
    expect(await store.runs(foo, { limit: 9 })).toMatchObject([{ state: "queued", ended: null, reason: null }]);
    expect(await store.addMissed(newRun("foo", "nightly"), moment(0), at(4))).toBe(false);
    expect(await claimAll(store, 4)).toHaveLength(1);
  });

  test("forbid skips while the one before goes on, allow does not, replace ends it", async () => {
    const store = await withTools(fresh, "foo");
    const due = (job: string, concurrency: NewRunRow["concurrency"], ms: number) =>
      store.addScheduled(newRun("foo", job, { concurrency }), moment(ms), at(ms));
    for (const kind of ["forbid", "allow", "replace"] as const) await due(kind, kind, 0);
    expect(await claimAll(store, 1)).toHaveLength(3);
    expect([await due("forbid", "forbid", 5), await due("allow", "allow", 5), await due("replace", "replace", 5)]).toEqual([
      "skipped",
      "queued",
      "queued",
    ]);
    const [skipped, first] = await store.runs(foo, { limit: 9 }, "forbid");
    expect(skipped).toMatchObject({ state: "skipped", reason: `Run ${first?.id} of it still went on.`, ended: at(5) });
    // the one that replaces waits until the other has ended
    expect(await claimAll(store, 6)).toHaveLength(1);
    const [next, replaced] = await store.runs(foo, { limit: 9 }, "replace");
    if (next === undefined || replaced === undefined) throw new Error("two runs are there");
    expect(await store.renewRun(replaced.id, "one", at(6), minute)).toEqual({ held: true, cancel: `Run ${next.id} took its place.` });
    await store.finishRun(replaced.id, "one", { ...ended, state: "cancelled" }, at(7));
    expect(await claimAll(store, 8)).toEqual([next.id]);
  });

  test("replace cancels the one that still waits", async () => {
    const store = await withTools(fresh, "foo");
    for (const ms of [0, 5]) await store.addScheduled(newRun("foo", "job", { concurrency: "replace" }), moment(ms), at(ms));
    expect((await store.runs(foo, { limit: 9 })).map(({ state }) => state)).toEqual(["queued", "cancelled"]);
  });

  test("nothing is queued while a job is paused; resumed, it goes on from then", async () => {
    const store = await withTools(fresh, "foo");
    await store.beginJob(foo, "nightly", "@daily UTC", at(0));
    await store.pauseJob(foo, "nightly", "ann", at(5));
    expect(await store.addScheduled(newRun("foo", "nightly"), moment(10), at(10))).toBe("paused");
    expect(await store.addMissed(newRun("foo", "nightly"), moment(10), at(11))).toBe(false);
    expect(await store.jobStates(foo)).toMatchObject([{ pausedBy: "ann", handled: at(0) }]);
    await store.pauseJob(foo, "nightly", null, at(20));
    expect(await store.jobStates(null)).toEqual([
      { tool: foo, job: "nightly", schedule: "@daily UTC", handled: at(20), pausedBy: null, failingSince: null, mailedAt: null },
    ]);
    expect(await store.addScheduled(newRun("foo", "nightly"), moment(30), at(31))).toBe("queued");
    expect((await store.jobStates(foo))[0]?.handled).toBe(at(30));
    await store.beginJob(foo, "nightly", "@hourly UTC", at(40));
    expect(await store.jobStates(foo)).toMatchObject([{ schedule: "@hourly UTC", handled: at(40) }]);
  });

  test("the tool that was served longest ago comes first, and none has more than its share", async () => {
    const store = await withTools(fresh, "aa", "bb", "cc");
    for (let n = 0; n < 4; n += 1) await store.addRun(newRun("aa", null), at(n));
    await store.addRun(newRun("bb", null), at(10));
    await store.addRun(newRun("cc", null), at(11));
    const tools: string[] = [];
    for (let n = 0; n < 9; n += 1) {
      const lease = await store.claimRun("one", at(20 + n), minute, { total: 5, perTool: 3 });
      if (lease !== null) tools.push(lease.run.tool);
    }
    expect(tools).toEqual(["aa", "bb", "cc", "aa", "aa"]);
    expect(await store.claimRun("one", at(40), minute, { total: 99, perTool: 3 })).toBeNull();
  });

  test("an attempt that failed waits for its time and is begun again", async () => {
    const store = await withTools(fresh, "foo");
    const run = await store.addRun(newRun("foo", "nightly", { retries: 1 }), at(0));
    await claimAll(store, 1);
    await store.beginAttempt(run.id, "one");
    expect(await store.retryRun(run.id, "two", { notBefore: at(50), failures: 1, reason: "exit 3", exitCode: 3 })).toBe(false);
    expect(await store.retryRun(run.id, "one", { notBefore: at(50), failures: 1, reason: "exit 3", exitCode: 3 })).toBe(true);
    expect(await claimAll(store, 49)).toEqual([]);
    expect(await store.run(run.id)).toMatchObject({ state: "queued", failures: 1, exitCode: 3, notBefore: at(50) });
    expect(await claimAll(store, 50)).toEqual([run.id]);
    expect(await store.beginAttempt(run.id, "one")).toBe(2);
  });

  test("a run whose holder is gone is taken over, and the old holder can do nothing more", async () => {
    const under = await fresh();
    const store = await openFor(under);
    await addTool(store, "foo");
    const run = await store.addRun(newRun("foo", null), at(0));
    await store.claimRun("one", at(1), minute, one);
    expect(await store.claimRun("two", at(minute), minute, one)).toBeNull();
    expect(await store.claimRun("two", at(minute + 1), minute, one)).toMatchObject({
      takenOver: true,
      run: { id: run.id, started: at(1) },
    });
    expect(await store.finishRun(run.id, "one", ended, at(minute + 2))).toBe(false);
    await store.releaseRunLeases("three");
    expect(await store.claimRun("three", at(minute + 3), minute, one)).toMatchObject({ takenOver: true });
  });

  test("a run whose lease a clock that jumped has ended is not given again to who carries it, and still counts", async () => {
    const under = await fresh();
    const store = await openFor(under);
    await addTool(store, "foo");
    await addTool(store, "bar");
    const run = await store.addRun(newRun("foo", null), at(0));
    await store.claimRun("one", at(1), minute, one);
    await store.addRun(newRun("bar", null), at(2));
    expect(await store.claimRun("one", at(60 * minute), minute, { total: 1, perTool: 1 }, [run.id])).toBeNull();
    expect(await store.claimRun("one", at(60 * minute), minute, { total: 2, perTool: 1 }, [run.id])).toMatchObject({
      run: { tool: "bar" },
    });
    expect(await store.renewRun(run.id, "one", at(60 * minute), minute)).toMatchObject({ held: true });
  });

  test("cancel ends what waits at once, and tells the holder of what runs", async () => {
    const store = await withTools(fresh, "foo");
    const waits = await store.addRun(newRun("foo", null), at(0));
    expect(await store.cancelRun(waits.id, "Cancelled by ann.", at(1))).toMatchObject({ state: "cancelled", reason: "Cancelled by ann." });
    const runs = await store.addRun(newRun("foo", null), at(2));
    await claimAll(store, 3);
    expect(await store.cancelRun(runs.id, "Cancelled by ann.", at(4))).toMatchObject({ state: "running", cancel: "Cancelled by ann." });
    expect(await store.renewRun(runs.id, "one", at(5), minute)).toEqual({ held: true, cancel: "Cancelled by ann." });
    expect(await store.openRuns(foo)).toHaveLength(1);
    expect(await store.openRuns(null)).toHaveLength(1);
  });

  test("the end of a job's run changes what is remembered of the job and writes mail, in one", async () => {
    const under = await fresh();
    const store = await openFor(under);
    await addTool(store, "foo");
    await store.beginJob(foo, "nightly", "@daily UTC", at(0));
    const run = await store.addRun(newRun("foo", "nightly"), at(0));
    await claimAll(store, 1);
    const mail = { tool: foo, to: ["ann@example.org"], subject: "It failed", text: "exit 3\n" };
    const failed: RunEnd = { state: "failed", fault: "code", reason: "exit 3", exitCode: 3 };
    expect(await store.finishRun(run.id, "two", failed, at(5), () => ({ failingSince: at(5), mailedAt: at(5), mail }))).toBe(false);
    expect(await store.takeMail(at(9), at(20))).toBeNull();
    await store.finishRun(run.id, "one", failed, at(5), (state) => {
      expect(state).toMatchObject({ job: "nightly", failingSince: null, mailedAt: null });
      return { failingSince: at(5), mailedAt: at(5), mail };
    });
    const again = await openFor(under);
    expect(await again.jobStates(foo)).toMatchObject([{ failingSince: at(5), mailedAt: at(5) }]);
    const taken = await again.takeMail(at(9), at(20));
    expect(taken).toMatchObject({ ...mail, tries: 1 });
    expect(await store.takeMail(at(19), at(30))).toBeNull();
    expect(await store.takeMail(at(20), at(30))).toMatchObject({ tries: 2 });
    await store.removeMail(taken?.id ?? 0);
    expect(await store.takeMail(at(99), at(100))).toBeNull();
  });

  test("keeps addresses for each tool", async () => {
    const store = await withTools(fresh, "foo", "bar");
    await store.putMailAddresses(foo, ["b@example.org", "a@example.org", "a@example.org"]);
    expect(await store.mailAddresses(foo)).toEqual(["a@example.org", "b@example.org"]);
    await store.putMailAddresses(foo, []);
    expect(await store.mailAddresses(foo)).toEqual([]);
    expect(await store.mailAddresses(toolOf("bar"))).toEqual([]);
  });

  test("tells of each job's newest run, and pages through all", async () => {
    const store = await withTools(fresh, "foo");
    const ids: number[] = [];
    for (const job of ["a", "b", "a", null]) ids.push((await store.addRun(newRun("foo", job), at(ids.length))).id);
    expect((await store.lastRuns(foo)).map(({ id }) => id).toSorted()).toEqual([ids[1], ids[2]]);
    expect((await store.runs(foo, { limit: 2 })).map(({ id }) => id)).toEqual([ids[3], ids[2]]);
    expect((await store.runs(foo, { limit: 2, before: String(ids[2]) })).map(({ id }) => id)).toEqual([ids[1], ids[0]]);
    expect((await store.runs(foo, { limit: 9 }, "a")).map(({ id }) => id)).toEqual([ids[2], ids[0]]);
  });

  test("what may go is old or one too many, has ended, and guards no moment that could come again", async () => {
    const store = await withTools(fresh, "foo");
    const ids: RunId[] = [];
    for (let n = 0; n < 5; n += 1) {
      await store.addScheduled(newRun("foo", "job"), moment(n), at(n));
      const id = (await claimAll(store, n))[0];
      if (id === undefined) throw new Error("it was queued");
      await store.finishRun(id, "one", ended, at(n));
      ids.push(id);
    }
    const open = await store.addRun(newRun("foo", "job"), at(9));
    const rule = { before: moment(0), keep: 3, guard: moment(100), limit: 10 };
    expect(await store.prunableRuns(rule)).toEqual(ids.slice(0, 3));
    expect(await store.prunableRuns({ ...rule, guard: moment(2) })).toEqual(ids.slice(0, 2));
    expect(await store.prunableRuns({ ...rule, keep: 99, before: moment(4) })).toEqual(ids.slice(0, 4));
    expect(await store.prunableRuns({ ...rule, keep: 0, before: moment(999), limit: 2 })).toEqual(ids.slice(0, 2));
    await store.removeRuns([...ids.slice(0, 2), open.id]);
    expect((await store.runs(foo, { limit: 9 })).map(({ id }) => id)).toEqual([open.id, ...ids.slice(2).toReversed()]);
  });

  test("a deleted tool leaves no run, no job and no mail behind", async () => {
    const store = await withTools(fresh, "foo");
    await store.beginJob(foo, "nightly", "@daily UTC", at(0));
    const run = await store.addRun(newRun("foo", "nightly"), at(0));
    await claimAll(store, 1);
    await store.addMail({ tool: foo, to: ["a@example.org"], subject: "s", text: "t" }, at(1));
    await store.deleteTool(foo);
    expect(await store.run(run.id)).toBeNull();
    expect(await store.jobStates(null)).toEqual([]);
    expect(await store.takeMail(at(9), at(10))).toBeNull();
    expect((await store.renewRun(run.id, "one", at(2), minute)).held).toBe(false);
    await expect(store.addRun(newRun("foo", null), at(3))).rejects.toMatchObject({ code: "not-found" });
    await expect(store.addScheduled(newRun("foo", "nightly"), moment(3), at(3))).rejects.toMatchObject({ code: "not-found" });
  });

  test("of many servers that claim at once, each run goes to one", async () => {
    const stores = await openFour(await fresh());
    await addTool(stores[0], "foo");
    await addTool(stores[0], "bar");
    for (let n = 0; n < 20; n += 1) await stores[0].addRun(newRun(n % 2 === 0 ? "foo" : "bar", null), at(n));
    const claimed = await Promise.all(
      stores.map(async (store, index) => {
        const mine: number[] = [];
        for (let lease = await store.claimRun(`h${index}`, at(50), minute, one); lease !== null;) {
          mine.push(lease.run.id);
          lease = await store.claimRun(`h${index}`, at(50), minute, one);
        }
        return mine;
      }),
    );
    expect(new Set(claimed.flat()).size).toBe(20);
    expect(claimed.flat()).toHaveLength(20);
  });
}
