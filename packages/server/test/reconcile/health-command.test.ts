import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HealthCommand, ToolName } from "@sluice/contract";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { openTestEngine, type TestEngine } from "../fixtures/test-engine.ts";
import { openPlatform, type Platform } from "./open-platform.ts";

let engine: TestEngine;
let platform: Platform;
let count = 0;
let foo: ToolName;
const patience = 60_000;
beforeAll(async () => (engine = await openTestEngine()));
afterAll(() => engine[Symbol.asyncDispose]());
beforeEach(async () => {
  count += 1;
  foo = ToolName.parse(`check${count}`);
  platform = await openPlatform(engine, 15);
  await platform.create(foo);
  await platform.restart();
});
afterEach(async () => {
  await platform[Symbol.asyncDispose]();
  for (const { id } of await engine.runtime.list()) await engine.runtime.stop(id, 0);
});

const worker = (command: string, health: Partial<HealthCommand> & { readonly command: string }) => ({
  worker: { command, replicas: 1, memory: "64Mi", cpu: "500m", health: HealthCommand.parse(health) },
});
const idOf = async (): Promise<string> => (await engine.runtime.list(foo)).find(({ process }) => process === "worker")?.id ?? "";
const states = async (): Promise<readonly string[]> =>
  (await platform.store.releases(foo, { limit: 5 })).map(({ number, state }) => `v${number} ${state}`);

test("a worker whose check fails at its deployment is rolled back with what the check said, and the old one goes on", async () => {
  const v1 = await platform.release(foo, "app", worker("app -worker -text one", { command: "app -sick /none" }));
  expect(await platform.settled(foo, v1)).toBe("live");
  const before = await idOf();
  expect((await platform.log(1)).join("\n")).toContain("worker: 1 of 1 healthy (the check ended with exit code 0)");
  const v2 = await platform.release(foo, "app", worker("app -worker -text two", { command: "app -sick /" }));
  expect(await platform.settled(foo, v2)).toBe("failed");
  expect((await platform.log(2)).join("\n")).toContain("worker: not healthy after 15 s: the check ended with exit code 1: it is sick");
  await vi.waitFor(async () => expect((await engine.runtime.list(foo)).map(({ release }) => release)).toEqual([1, 1]), patience);
  expect(await idOf()).toBe(before);
  expect(await states()).toEqual(["v2 failed", "v1 live"]);
});

test("a check that hangs is not healthy, and nothing of it goes on", async () => {
  const v1 = await platform.release(foo, "app", worker("app -worker", { command: "app -worker -text check", timeout: 1 }));
  expect(await platform.settled(foo, v1)).toBe("failed");
  expect((await platform.log(1)).join("\n")).toContain("the check did not end within 1 s");
});

test("a worker that becomes sick is started again, also when the server was away meanwhile", async () => {
  const directory = await mkdtemp(join(tmpdir(), "sluice-sick-"));
  const sick = join(directory, "sick");
  await writeFile(sick, "");
  const v1 = await platform.release(foo, "app", worker("app -worker", { command: "app -sick /sick", interval: 5 }));
  expect(await platform.settled(foo, v1)).toBe("live");
  for (const restarts of [false, true]) {
    const before = await idOf();
    if (restarts) await platform.stop();
    await engine.docker("cp", sick, `${before}:/sick`);
    if (restarts) await platform.restart();
    await vi.waitFor(async () => expect(await idOf()).not.toBe(before), { timeout: 120_000, interval: 200 });
    await vi.waitFor(async () => expect(await engine.runtime.list(foo)).toHaveLength(2), patience);
    await vi.waitFor(() => expect(platform.reconciler().condition(foo)?.state).toBe("done"), patience);
  }
  expect(platform.problems).toEqual([]);
  expect(await states()).toEqual(["v1 live"]);
  await rm(directory, { recursive: true });
});
