import { ToolName } from "@sluice/contract";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { openTestEngine, type TestEngine } from "../fixtures/test-engine.ts";
import { openPlatform, type Platform } from "./open-platform.ts";

let engine: TestEngine;
let platform: Platform;
let count = 0;
let foo: ToolName;
const patience = 40_000;
beforeAll(async () => (engine = await openTestEngine()));
afterAll(() => engine[Symbol.asyncDispose]());
beforeEach(async () => {
  count += 1;
  foo = ToolName.parse(`away${count}`);
  platform = await openPlatform(engine, 10, { drift: "report", runtime: () => engine.again() });
  await platform.create(foo);
  await platform.restart();
});
afterEach(async () => {
  await platform[Symbol.asyncDispose]();
  for (const { id } of await engine.runtime.list()) await engine.runtime.stop(id, 0);
});

const worker = { worker: { command: "app -worker", replicas: 1, memory: "64Mi", cpu: "500m" } };
const idsOf = async (): Promise<readonly string[]> => (await engine.again().list(foo)).map(({ id }) => id).toSorted();
async function onlyWeb(): Promise<string> {
  const found = (await engine.runtime.list(foo)).find(({ process }) => process === "web");
  return found?.id ?? "";
}
/** A live release; then nobody looks while something is done to its web process. */
async function whileAway(...byHand: readonly string[]): Promise<string> {
  expect(await platform.settled(foo, await platform.release(foo, "app -text one", worker))).toBe("live");
  const id = await onlyWeb();
  await platform.stop();
  await engine.docker(...byHand, id);
  await platform.restart();
  return id;
}
async function isLeft(differences: readonly string[]): Promise<void> {
  const found = async (): Promise<readonly string[]> =>
    (await platform.reconciler().drift(foo)).map(
      ({ kind, process, found: what }) => `${kind} ${process ?? ""}: ${what.replace(/ \(.*/, "")}`,
    );
  const before = await idsOf();
  await vi.waitFor(() => expect(platform.reconciler().condition(foo)?.state).toBe("stalled"), patience);
  expect(await found()).toEqual(differences);
  // also after one more start, and all that runs is still what ran
  await platform.restart();
  await vi.waitFor(() => expect(platform.reconciler().condition(foo)?.state).toBe("stalled"), patience);
  expect(await found()).toEqual(differences);
  expect(await idsOf()).toEqual(before);
  expect(platform.problems).toEqual([]);
}

test("a copy that was stopped while no server ran is told and left, and the next release mends it", async () => {
  await whileAway("stop", "-t", "1");
  await isLeft(["ended web: stopped by hand", "missing web: 0 copies"]);
  expect(await platform.settled(foo, await platform.release(foo, "app -text two", worker))).toBe("live");
  expect((await platform.get(foo)).text).toBe("two");
  expect(await platform.reconciler().drift(foo)).toEqual([]);
});

test("a copy that was removed while no server ran is told and left", async () => {
  await whileAway("rm", "-f");
  await isLeft(["missing web: 0 copies"]);
});

test("a copy that was given other limits while no server ran is told and left", async () => {
  const id = await whileAway("update", "--memory", "48m", "--memory-swap", "48m");
  await isLeft(["missing web: 0 copies", "altered web: a copy that has another memory limit"]);
  expect(await onlyWeb()).toBe(id);
});

test("a copy that was removed after a start at which all was well is told and left", async () => {
  await platform.settled(foo, await platform.release(foo, "app -text one", worker));
  await platform.restart();
  await vi.waitFor(async () => expect((await platform.get(foo)).status).toBe(200), patience);
  await engine.docker("rm", "-f", await onlyWeb());
  await isLeft(["missing web: 0 copies"]);
});

test("a copy that ended by itself while no server ran is started again", async () => {
  expect(await platform.settled(foo, await platform.release(foo, "app -text brief", worker))).toBe("live");
  const id = await onlyWeb();
  const address = (await engine.runtime.list(foo)).find((one) => one.id === id)?.address ?? "";
  await platform.stop();
  await expect(fetch(`http://${address}/end`)).rejects.toThrow();
  await engine.docker("wait", id);
  await platform.restart();
  await vi.waitFor(async () => expect((await platform.get(foo)).text).toBe("brief"), patience);
  expect(await onlyWeb()).not.toBe(id);
});
