import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Moment, ToolName } from "@sluice/contract";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/adapters/store-sql/open.ts";
import { createPruner } from "../../src/core/pruning/pruner.ts";
import { ada, digestOf, graceMs, keptCount, playPlatform } from "./played-platform.ts";

const foo = ToolName.parse("foo");
const minute = 60_000;

/** An installation in which one image has lost its last name, and a clock that can be set. */
async function play(intervalMs = minute, isPressed = () => false) {
  const directory = await mkdtemp(join(tmpdir(), "sluice-jump-"));
  const store = await openStore({ kind: "sqlite", file: join(directory, "store.db") });
  onTestFinished(async () => {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  await store.putUser({ name: ada, admin: false });
  const on = playPlatform(store, async () => undefined);
  await store.createTool({ name: foo, created: on.clock.now(), createdBy: ada }, ada);
  for (let n = 1; n <= keptCount + 2; n += 1) await on.push(foo, digestOf(n));
  let ahead = 0;
  const clock = {
    now: () => Moment.parse(new Date(Date.parse(on.clock.now()) + ahead).toISOString()),
    monotonic: () => on.now(),
  };
  const audited: string[] = [];
  const pruner = createPruner({
    ...on.pruning,
    clock,
    audit: async ({ from }) => void audited.push(from),
    intervalMs,
    pressed: async () => isPressed(),
    onProblem: (error) => {
      throw error;
    },
    stop: new AbortController().signal,
  });
  const pass = async (ms: number): Promise<void> => {
    on.pass(ms);
    await pruner.tick();
  };
  return { on, pruner, pass, audited, set: (ms: number) => void (ahead += ms) };
}

test("what was let go of just now stays when the clock is set forward, until its grace is really over", async () => {
  const { on, pruner, pass, set } = await play();
  await pass(0);
  set(30 * 24 * 3600_000);
  await pass(2 * minute);
  expect(on.deletions).toEqual([]);
  expect(await pruner.check()).toMatchObject({ state: "warn", found: expect.stringContaining("set forward by 43200 min") });
  await pass(graceMs);
  expect(on.deletions).toEqual([digestOf(1), digestOf(2)]);
  expect(await pruner.check()).toMatchObject({ state: "ok" });
});

test("a clock that is set back delays a pruning and loses nothing", async () => {
  const { on, pass, set } = await play();
  await pass(0);
  set(-5 * graceMs);
  await pass(2 * minute);
  expect(on.deletions).toEqual([]);
  for (let hours = 0; hours < 8; hours += 1) await pass(graceMs);
  expect(on.deletions).toEqual([digestOf(1), digestOf(2)]);
});

test("a disk that gets low is pruned within a minute, however long ago the last pruning was, and then every ten", async () => {
  let low = false;
  const { on, pass, audited } = await play(1000 * minute, () => low);
  await pass(0);
  await pass(graceMs);
  low = true;
  await pass(15_000);
  expect(on.deletions).toEqual([digestOf(1), digestOf(2)]);
  expect(audited).toEqual(["low disk"]);
  for (let n = 1; n <= 2; n += 1) await on.push(foo, digestOf(20 + n));
  await pass(graceMs);
  await pass(minute);
  const before = on.deletions.length;
  await pass(9 * minute);
  expect(on.deletions.length).toBe(before);
});
