import { ToolName } from "@sluice/contract";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { partsOf } from "../../src/core/releases/make-release.ts";
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
  foo = ToolName.parse(`foo${count}`);
  platform = await openPlatform(engine, 20);
  await platform.create(foo);
  await platform.restart();
});
afterEach(async () => {
  await platform[Symbol.asyncDispose]();
  for (const { id } of await engine.runtime.list()) await engine.runtime.stop(id, 0);
});

const text = async (): Promise<string> => (await platform.get(foo)).text;
const instances = (): ReturnType<typeof engine.runtime.list> => engine.runtime.list(foo);

test("a first release goes live and its log says how it was found healthy", async () => {
  const began = performance.now();
  const v1 = await platform.release(foo, "app -text one");
  expect(await platform.settled(foo, v1)).toBe("live");
  process.stderr.write(`commit to live: ${Math.round(performance.now() - began)} ms\n`);
  expect(await text()).toBe("one");
  expect(await platform.log(1)).toEqual(["web: 1 of 1 healthy (no health path: port 8000 accepts connections, GET / answered 200)"]);
  await vi.waitFor(() => expect(platform.reconciler().condition(foo)).toEqual({ state: "done", reason: "v1 runs" }));
  expect(await platform.reconciler().processStatus(foo)).toMatchObject([{ name: "web", wanted: 1, running: 1, healthy: 1 }]);
  const [one] = await instances();
  expect(await engine.docker("inspect", "-f", "{{.HostConfig.NanoCpus}}", one?.id ?? "")).toBe("500000000");
});

test("no request fails while a release takes the place of another", async () => {
  await platform.settled(foo, await platform.release(foo, "app -text one -slow 50ms"));
  const answers: { readonly status: number; readonly text: string }[] = [];
  let go = true;
  const load = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (go && answers.length < 5000) answers.push(await platform.get(foo));
    }),
  );
  const v2 = await platform.release(foo, "app -text two -slow 50ms -delay 300ms", {
    worker: { command: "app -worker -text w", replicas: 1, memory: "64Mi", cpu: "500m" },
  });
  expect(await platform.settled(foo, v2)).toBe("live");
  await vi.waitFor(async () => expect((await instances()).map((one) => one.release)).toEqual([2, 2]), 60_000);
  go = false;
  await load;
  expect(answers.length).toBeGreaterThan(20);
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  expect(await text()).toBe("two");
  expect((await platform.store.releases(foo, { limit: 5 })).map(({ state }) => state)).toEqual(["live", "superseded"]);
});

test("a release that listens elsewhere fails with the reason, is rolled back by a commit, and the old one keeps serving", async () => {
  await platform.settled(foo, await platform.release(foo, "app -text one"));
  await platform.restart(5);
  const v2 = await platform.release(foo, "app -text two -bind 127.0.0.1 -port 5000");
  expect(await platform.settled(foo, v2)).toBe("failed");
  expect(await text()).toBe("one");
  expect(await platform.log(2)).toEqual([
    "web: not healthy after 5 s: connection refused on port 8000",
    "  The process is running but listens on 127.0.0.1:5000. Listen on 0.0.0.0 and the port in $PORT.",
    "  last lines of web:",
    "    app two starts as 1000",
    "    listening on 127.0.0.1:5000, 0",
    "  v1 keeps serving.",
  ]);
  expect(await platform.control.read(foo)).toMatchObject({ file: { release: 1 } });
  await vi.waitFor(async () => expect((await instances()).map((one) => one.release)).toEqual([1]), 60_000);
  expect((await platform.store.releases(foo, { limit: 5 })).map(({ state }) => state)).toEqual(["failed", "live"]);
  expect(platform.problems).toEqual([]);
});

test("a process that listens on a port of its own is asked there, now and after the next push", async () => {
  const v1 = await platform.release(foo, "app -text own -port 5000");
  expect(await platform.settled(foo, v1)).toBe("live");
  expect(await text()).toBe("own");
  expect(await platform.log(1)).toEqual([
    "warning: web listens on port 5000, not on the one in $PORT (8000): it is started again, and asked there from now on.",
    "  Better listen on $PORT, or say it in sluice.yaml:   processes: { web: { port: 5000 } }",
    "web: 1 of 1 healthy (no health path: port 5000 accepts connections, GET / answered 200)",
  ]);
  const entry = await platform.control.read(foo);
  expect(entry).toMatchObject({ file: { release: 1, processes: { web: { port: 5000 } } } });
  const run = {
    processes: [{ name: "web", command: "app", because: "", copies: 1, spec: {} }],
    jobs: {},
    releaseCommand: null,
    promote: null,
  };
  expect(partsOf(run, entry?.kind === "release" ? entry.file : null).processes).toMatchObject({ web: { port: 5000 } });
  await vi.waitFor(async () => expect(await instances()).toHaveLength(1), 60_000);
  await platform.stop();
  await platform.router.replaceAll([]);
  await platform.restart();
  await vi.waitFor(async () => expect((await platform.get(foo)).status).toBe(200), 60_000);
  expect(platform.problems).toEqual([]);
});

test("a process that listens only to itself gets requests all the same, also the copy that comes after it", async () => {
  const v1 = await platform.release(foo, "app -text inner -bind 127.0.0.1");
  expect(await platform.settled(foo, v1)).toBe("live");
  expect(await text()).toBe("inner");
  expect(await platform.log(1)).toEqual([
    "web: 1 of 1 healthy (no health path: port 8000 accepts connections, GET / answered 200)",
    "warning: web listens on 127.0.0.1 alone: what arrives at its port is passed on to it.",
    "  Better let it listen on 0.0.0.0, often by an option or a variable called host.",
  ]);
  const [before] = await instances();
  await engine.docker("rm", "-f", before?.id ?? "");
  await vi.waitFor(async () => {
    expect((await instances()).map(({ id }) => id)).not.toContain(before?.id);
    expect(await text()).toBe("inner");
  }, 60_000);
  expect(platform.problems).toEqual([]);
});

test("a release that ends at once fails at once", async () => {
  const v1 = await platform.release(foo, "app -text sad -exit 3");
  expect(await platform.settled(foo, v1)).toBe("failed");
  const [reason, ...rest] = await platform.log(1);
  expect(reason).toMatch(/^web: ended with exit code 3 after \d\.?\d? s$/);
  expect(rest.at(0)).toBe("  last lines of web:");
  // The engine reads the two streams apart: of lines that come at once it does not say which was first.
  expect(rest.slice(1, -1).toSorted()).toEqual(["    app sad gives up", "    app sad starts as 1000"]);
  expect(rest.at(-1)).toBe("  Nothing serves: this was the first release.");
  expect(await platform.control.read(foo)).toBeNull();
});

test("a newer release does not wait for an older one to become healthy", async () => {
  const v1 = await platform.release(foo, "app -text one -delay 1h");
  await vi.waitFor(async () => expect(await instances()).toHaveLength(1), 60_000);
  const v2 = await platform.release(foo, "app -text two");
  expect(await platform.settled(foo, v2)).toBe("live");
  expect(await platform.settled(foo, v1)).toBe("failed");
  await vi.waitFor(async () => expect((await instances()).map((one) => one.release)).toEqual([2]), 60_000);
});

test("what somebody deletes is started again, and what keeps crashing is started ever more slowly", async () => {
  await platform.settled(foo, await platform.release(foo, "app -text one"));
  const [before] = await instances();
  await engine.docker("rm", "-f", before?.id ?? "");
  await vi.waitFor(async () => expect(await text()).toBe("one"), 60_000);
  expect(await instances()).toHaveLength(1);

  await platform.settled(
    foo,
    await platform.release(foo, "app -text two", {
      worker: {
        command: "app -worker -exit 1 -exit-after 1300ms",
        replicas: 1,
        memory: "64Mi",
        cpu: "500m",
      },
    }),
  );
  await vi.waitFor(
    () =>
      expect(platform.reconciler().condition(foo)?.reason).toMatch(
        /^worker: ended with exit code 1.*\(\d+ times by now\); started again in/,
      ),
    60_000,
  );
  expect(await text()).toBe("two");
});

test("after a restart in the middle of a deployment it goes on, and starts nothing twice", async () => {
  await platform.settled(foo, await platform.release(foo, "app -text one"));
  const v2 = await platform.release(foo, "app -text two -delay 800ms");
  await vi.waitFor(async () => expect((await instances()).some(({ release }) => release === 2)).toBe(true), 60_000);
  const begun = (await instances()).find(({ release }) => release === 2);
  await platform.stop();
  await platform.router.replaceAll([]);
  await platform.restart();
  await vi.waitFor(async () => expect((await platform.get(foo)).status).toBe(200), 60_000);
  expect(await platform.settled(foo, v2)).toBe("live");
  await vi.waitFor(async () => expect((await instances()).map(({ id }) => id)).toEqual([begun?.id]), 60_000);
});

test("one release may be deployed again and again by a person's commits", async () => {
  await platform.settled(foo, await platform.release(foo, "app -text one"));
  const entry = await platform.control.read(foo);
  if (entry?.kind !== "release") throw new Error("no release");
  const by = { author: { name: "Eve", email: "eve@example.org" }, subject: "Copies", body: "", trailers: {} };
  const web = { ...entry.file.processes["web"], command: "app -text one", memory: "64Mi", cpu: "500m" };
  for (const replicas of [2, 1, 3]) {
    await platform.control.commit(foo, { ...entry.file, build: null, processes: { web: { ...web, replicas } } }, by);
    await vi.waitFor(async () => expect((await platform.router.list())[0]?.addresses).toHaveLength(replicas), 30_000);
    await vi.waitFor(() => expect(platform.reconciler().condition(foo)).toEqual({ state: "done", reason: "v1 runs" }), 30_000);
  }
  expect(platform.problems).toEqual([]);
});

test("a person's commit is deployed like any other, and a removed file stops the tool", async () => {
  await platform.settled(foo, await platform.release(foo, "app -text one"));
  const entry = await platform.control.read(foo);
  if (entry?.kind !== "release") throw new Error("no release");
  const by = {
    author: { name: "Eve", email: "eve@example.org" },
    subject: "Two copies",
    body: "",
    trailers: {},
  };
  const web = {
    ...entry.file.processes["web"],
    command: "app -text one",
    replicas: 2,
    memory: "64Mi",
    cpu: "500m",
  };
  await platform.control.commit(foo, { ...entry.file, processes: { web } }, by);
  await vi.waitFor(async () => expect((await platform.router.list())[0]?.addresses).toHaveLength(2), 60_000);
  await platform.control.commit(foo, null, by);
  await vi.waitFor(async () => expect(await instances()).toEqual([]), 60_000);
  expect((await platform.get(foo)).status).toBe(503);
});
