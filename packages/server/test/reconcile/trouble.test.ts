import { SluiceError, ToolName } from "@sluice/contract";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Runtime } from "../../src/core/ports/runtime.ts";
import { openTestEngine, type TestEngine } from "../fixtures/test-engine.ts";
import { openPlatform, type Platform } from "./open-platform.ts";

let engine: TestEngine;
let platform: Platform;
beforeAll(async () => (engine = await openTestEngine()));
afterAll(() => engine[Symbol.asyncDispose]());
afterEach(async () => {
  await platform[Symbol.asyncDispose]();
  for (const { id } of await engine.runtime.list()) await engine.runtime.stop(id, 0);
});

const foo = ToolName.parse("foo");

/** A platform whose engine refuses to start anything while `isAway`. */
async function open(patienceSeconds: number, isAway: () => boolean): Promise<void> {
  const start: Runtime["start"] = (request) =>
    isAway() ? Promise.reject(new SluiceError("unavailable", "the container engine could not start it")) : engine.runtime.start(request);
  platform = await openPlatform({ ...engine, runtime: { ...engine.runtime, start } }, 10, { patienceSeconds });
  await platform.create(foo);
  await platform.restart();
}

test("a fault of ours is said in the log as it happens, and the same deployment goes on after the mend", async () => {
  let refusals = 2;
  await open(600, () => (refusals -= 1) >= 0);
  const v1 = await platform.release(foo, "app -text one");
  expect(await platform.settled(foo, v1)).toBe("live");
  const log = await platform.log(1);
  expect(log.slice(0, 2)).toEqual([
    expect.stringMatching(/^This is ours, nothing is lost: the container engine could not start it\. Trying again in \d+ s\.$/),
    expect.stringMatching(/^This is ours, nothing is lost: /),
  ]);
  expect(log.at(-1)).toMatch(/^web: 1 of 1 healthy/);
  expect((await platform.get(foo)).text).toBe("one");
});

test("a fault of ours that outlasts the patience fails the release as ours, and the old one keeps serving", async () => {
  let isAway = false;
  await open(1, () => isAway);
  expect(await platform.settled(foo, await platform.release(foo, "app -text one"))).toBe("live");
  isAway = true;
  const v2 = await platform.release(foo, "app -text two");
  expect(await platform.settled(foo, v2)).toBe("failed");
  expect(await platform.store.release(foo, v2)).toMatchObject({
    state: "failed",
    fault: "platform",
    reason: expect.stringMatching(/^the container engine could not start it; given up after 1 s$/),
  });
  const log = await platform.log(2);
  expect(log.at(-2)).toContain("This is ours, not your code.");
  expect(log.at(-1)).toBe("  v1 keeps serving.");
  expect((await platform.get(foo)).text).toBe("one");
  await expect
    .poll(async () => (await platform.control.read(foo))?.kind === "release" && (await instancesOf(2)), { timeout: 20_000 })
    .toBe(0);
  await expect
    .poll(
      async () => {
        const entry = await platform.control.read(foo);
        return entry?.kind === "release" ? entry.file.release : null;
      },
      { timeout: 20_000 },
    )
    .toBe(1);

  isAway = false;
  expect(await platform.settled(foo, await platform.release(foo, "app -text three"))).toBe("live");
});

test("a failure of the code is the code's", async () => {
  await open(600, () => false);
  const v1 = await platform.release(foo, "app -exit 3 -exit-after 1ms");
  expect(await platform.settled(foo, v1)).toBe("failed");
  expect(await platform.store.release(foo, v1)).toMatchObject({ state: "failed", fault: "code" });
});

async function instancesOf(release: number): Promise<number> {
  return (await engine.runtime.list(foo)).filter((one) => one.release === release).length;
}
