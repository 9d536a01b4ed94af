import { ReleaseFile, ReleaseNumber, ToolName } from "@sluice/contract";
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
  foo = ToolName.parse(`hand${count}`);
  platform = await openPlatform(engine, 10, { adopts: true });
  await platform.create(foo);
  await platform.restart();
});
afterEach(async () => {
  await platform[Symbol.asyncDispose]();
  for (const { id } of await engine.runtime.list()) await engine.runtime.stop(id, 0);
});

const v = (number: number): ReleaseNumber => ReleaseNumber.parse(number);
const states = async (): Promise<readonly string[]> =>
  (await platform.store.releases(foo, { limit: 5 })).map(({ number, state }) => `v${number} ${state}`);
function byHand(release: number, command: string, image = engine.image): Promise<string> {
  const file = ReleaseFile.parse({
    tool: foo,
    release,
    image,
    commit: "b".repeat(40),
    pipeline: "main",
    build: null,
    settings: 0,
    processes: { web: { command, port: 8000, memory: "64Mi" } },
  });
  const author = { name: "Eve", email: "eve@example.org" };
  return platform.control.commit(foo, file, { author, subject: `Foo v${release}`, body: "", trailers: {} });
}

test("releases by hand have rows, and going back to an older one makes that live again", async () => {
  await byHand(3, "app -text three");
  expect(await platform.settled(foo, v(3))).toBe("live");
  expect(await platform.store.liveRelease(foo)).toMatchObject({ number: 3, cause: "commit", author: "Eve", subject: "Foo v3" });
  await byHand(4, "app -text four");
  await vi.waitFor(async () => expect(await states()).toEqual(["v4 live", "v3 superseded"]), patience);
  expect((await platform.get(foo)).text).toBe("four");
  await byHand(3, "app -text three");
  await vi.waitFor(async () => expect([await states(), platform.problems]).toEqual([["v4 superseded", "v3 live"], []]), patience);
  await vi.waitFor(async () => expect((await platform.get(foo)).text).toBe("three"), patience);
  expect(platform.problems).toEqual([]);
});

test("a number whose image is another one stalls the tool, and what served before goes on and is healed", async () => {
  await byHand(1, "app -text one");
  expect(await platform.settled(foo, v(1))).toBe("live");
  await byHand(1, "app -text two", `test/other@sha256:${"c".repeat(64)}`);
  await vi.waitFor(
    () =>
      expect(platform.reconciler().condition(foo)).toEqual({
        state: "stalled",
        reason: expect.stringContaining("1 is taken by the image sha256:"),
      }),
    patience,
  );
  const [before] = await engine.runtime.list(foo);
  await engine.docker("rm", "-f", before?.id ?? "");
  await vi.waitFor(async () => expect((await platform.get(foo)).text).toBe("one"), patience);
  expect(await states()).toEqual(["v1 live"]);
  await byHand(2, "app -text two");
  expect(await platform.settled(foo, v(2))).toBe("live");
});

test("a tool that does not exist runs nothing, and is deployed when it has been created", async () => {
  const other = ToolName.parse(`${foo}-other`);
  const [own, stranger] = [foo, other];
  foo = stranger;
  await byHand(1, "app -text late");
  await vi.waitFor(
    () => expect(platform.reconciler().condition(stranger)?.reason).toContain(`there is no tool ${stranger}: create it first`),
    patience,
  );
  expect(await engine.runtime.list(stranger)).toEqual([]);
  await platform.create(stranger);
  platform.reconciler().wake(stranger);
  expect(await platform.settled(stranger, v(1))).toBe("live");
  foo = own;
});
