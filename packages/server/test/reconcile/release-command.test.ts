import { ToolName } from "@sluice/contract";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { openTestEngine, type TestEngine } from "../fixtures/test-engine.ts";
import { openPlatform, type Platform } from "./open-platform.ts";

let engine: TestEngine;
let platform: Platform;
let count = 0;
let foo: ToolName;
beforeAll(async () => (engine = await openTestEngine()));
afterAll(() => engine[Symbol.asyncDispose]());
beforeEach(async () => {
  count += 1;
  foo = ToolName.parse(`mig${count}`);
  platform = await openPlatform(engine, 20);
  await platform.create(foo);
  await platform.restart();
});
afterEach(async () => {
  await platform[Symbol.asyncDispose]();
  for (const { id } of await engine.runtime.list()) await engine.runtime.stop(id, 0);
  for (const { key } of await engine.runtime.runs()) await engine.runtime.removeRun(key, 0);
});

const patience = { timeout: 60_000, interval: 50 };
const release = (release_command: string, text: string): ReturnType<Platform["release"]> =>
  platform.release(foo, `app -text ${text}`, {}, { release_command });
const begun = (): Promise<void> =>
  vi.waitFor(async () => expect((await engine.runtime.runs(foo)).map(({ state }) => state)).toEqual(["running"]), patience);
const starts = async (build: number): Promise<number> =>
  (await platform.log(build)).filter((text) => text === "app migrate starts as 1000").length;

test("a release command runs before the processes, and its output is in the log", async () => {
  expect(await platform.settled(foo, await release("app -text migrate -exit 0", "one"))).toBe("live");
  const log = await platform.log(1);
  expect(log[0]).toBe("release command: app -text migrate -exit 0");
  expect(log).toContain("app migrate gives up");
  expect(log.at(-2)).toMatch(/^release command: done after/);
  expect(await engine.runtime.runs(foo)).toEqual([]);
});

test("a release command that fails stops the deployment, and the old release keeps serving", async () => {
  expect(await platform.settled(foo, await release("app -text migrate -exit 0", "one"))).toBe("live");
  expect(await platform.settled(foo, await release("app -text migrate -exit 3", "two"))).toBe("failed");
  expect((await platform.get(foo)).text).toBe("one");
  const log = await platform.log(2);
  const failure = log.slice(log.indexOf("release command: failed with exit code 3"));
  expect(failure.toSorted()).toEqual(
    [
      "release command: failed with exit code 3",
      "  last lines of the release command:",
      "    app migrate starts as 1000",
      "    app migrate gives up",
      "  v1 keeps serving.",
    ].toSorted(),
  );
  expect((await engine.runtime.list(foo)).map((one) => one.release)).toEqual([1]);
  const failed = await platform.store.releases(foo, { limit: 1 });
  expect(failed).toMatchObject([{ number: 2, state: "failed", reason: "release command: failed with exit code 3" }]);
});

test("after a restart in its middle it is waited for and not run twice", async () => {
  const v1 = await release("app -text migrate -exit-after 3s -exit 0", "one");
  await begun();
  await platform.stop();
  await platform.restart();
  expect(await platform.settled(foo, v1)).toBe("live");
  expect(await starts(1)).toBe(1);
});

test("the result of one that ended while the server was away is taken", async () => {
  const v1 = await release("app -text migrate -exit-after 1s -exit 4", "one");
  await begun();
  await platform.stop();
  await vi.waitFor(async () => expect(await engine.runtime.runs(foo)).toMatchObject([{ state: "ended" }]), patience);
  await platform.restart();
  expect(await platform.settled(foo, v1)).toBe("failed");
  expect(await starts(1)).toBe(1);
});

test("only one that has vanished is run again", async () => {
  const v1 = await release("app -text migrate -exit-after 3s -exit 0", "one");
  await begun();
  await platform.stop();
  for (const { key } of await engine.runtime.runs(foo)) await engine.runtime.removeRun(key, 0);
  await platform.restart();
  expect(await platform.settled(foo, v1)).toBe("live");
  expect((await platform.log(1)).filter((text) => text.startsWith("release command: the server was started again"))).toHaveLength(1);
});

test("the same failed release is tried anew when somebody asks for it again", async () => {
  expect(await platform.settled(foo, await release("app -text migrate -exit 0", "one"))).toBe("live");
  const v2 = await release("app -text migrate -exit 3", "two");
  const entry = await platform.control.read(foo);
  expect(await platform.settled(foo, v2)).toBe("failed");
  if (entry?.kind !== "release") throw new Error("the release is not in the control repository");
  const author = { name: "ada", email: "ada@localhost" };
  await platform.control.commit(foo, entry.file, { author, subject: "Try it again", body: "", trailers: {} });
  await vi.waitFor(async () => expect(await starts(2)).toBe(2), patience);
});
