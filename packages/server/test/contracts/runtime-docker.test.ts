import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { promisify } from "node:util";
import { ToolName } from "@sluice/contract";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Listener, SaidLine, StartRequest } from "../../src/core/ports/runtime.ts";
import { openTestEngine, type TestEngine } from "../fixtures/test-engine.ts";

const run = promisify(execFile);
let engine: TestEngine;
const tool = ToolName.parse("runner");
beforeAll(async () => (engine = await openTestEngine()));
afterAll(() => engine[Symbol.asyncDispose]());

function request(command: string, more: Partial<StartRequest["spec"]> = {}): StartRequest {
  const spec = { command, port: 8000, replicas: 1, memory: "64Mi", cpu: "500m", ...more };
  return {
    tool,
    release: 1,
    process: "web",
    image: engine.image,
    spec,
    env: { GREETING: "x" },
    files: [],
    shape: "abc",
  };
}
async function insideOf(id: string, ...command: readonly string[]): Promise<string> {
  const namespace = await engine.docker("inspect", "-f", "{{.NetworkSettings.SandboxKey}}", id);
  return (await run("nsenter", [`--net=${namespace}`, "--", ...command])).stdout;
}
const fetchText = async (address: string | null): Promise<string> => (await fetch(`http://${address ?? ""}/`)).text();

test("a started copy answers at its address, is listed once, and is gone after stop", async () => {
  await engine.runtime.prepare(engine.image);
  const began = performance.now();
  const one = await engine.runtime.start(request("app -text one"));
  process.stderr.write(`start: ${Math.round(performance.now() - began)} ms\n`);
  expect(one).toMatchObject({ tool, release: 1, process: "web", shape: "abc", state: "running" });
  await vi.waitFor(async () => expect(await fetchText(one.address)).toBe("one"), 30_000);
  expect(await engine.runtime.list(tool)).toEqual([one]);
  expect(await engine.runtime.list(ToolName.parse("other"))).toEqual([]);
  expect(await engine.runtime.lastLines(one.id, 1)).toEqual(["listening on 0.0.0.0:8000, 0"]);
  expect((await engine.runtime.lastLines(one.id, 5))[0]).toBe("app one starts as 1000");
  expect(await engine.runtime.listening(one.id)).toContain("[::]:8000");
  expect(await engine.runtime.builtBy(one.id)).toEqual([]);
  expect((await engine.runtime.usage(one.id))?.memoryMiB).toBeLessThan(64);
  await engine.runtime.stop(one.id, 2);
  await engine.runtime.stop(one.id, 2);
  expect(await engine.runtime.list(tool)).toEqual([]);
});

test("a copy that ends is reported, with its exit code and last lines", async () => {
  const stop = new AbortController();
  const told = Promise.withResolvers<string>();
  const watching = engine.runtime.watch(told.resolve, stop.signal);
  const one = await engine.runtime.start(request("app -text sad -exit 3 -exit-after 300ms"));
  expect(await told.promise).toBe(tool);
  const [listed] = await engine.runtime.list(tool);
  expect(listed).toMatchObject({
    id: one.id,
    state: "ended",
    exitCode: 3,
    outOfMemory: false,
    address: null,
  });
  expect(await engine.runtime.lastLines(one.id, 20)).toEqual(["app sad starts as 1000", "app sad gives up"]);
  await engine.runtime.stop(one.id, 0);
  stop.abort();
  await watching;
});

test("a copy that uses too much memory is told apart", async () => {
  const one = await engine.runtime.start(request("app -memory 200"));
  await vi.waitFor(
    async () =>
      expect((await engine.runtime.list(tool))[0]).toMatchObject({
        state: "ended",
        outOfMemory: true,
      }),
    20_000,
  );
  await engine.runtime.stop(one.id, 0);
});

test("what every copy says is handed over once, to its last line, also after a restart of the reader", async () => {
  const said = new Map<string, SaidLine[]>();
  const listener: Listener = {
    after: (_tool, instance) => Promise.resolve(said.get(instance)?.at(-1)?.stamp ?? null),
    said: (_tool, lines) => {
      for (const line of lines) said.set(line.instance, [...(said.get(line.instance) ?? []), line]);
      return Promise.resolve();
    },
  };
  const texts = (id: string): string[] => (said.get(id) ?? []).map(({ text }) => text).toSorted();
  const first = await engine.runtime.start(request("app -text first"));
  const one = new AbortController();
  const reading = engine.runtime.collect(listener, one.signal);
  await vi.waitFor(() => expect(texts(first.id)).toHaveLength(2), { timeout: 30_000 });
  const second = await engine.runtime.start(request("app -text second"));
  await vi.waitFor(() => expect(texts(second.id)).toHaveLength(2), { timeout: 30_000 });
  one.abort();
  await reading;

  const third = await engine.runtime.start(request("app -text third -exit 3"));
  const two = new AbortController();
  const again = engine.runtime.collect(listener, two.signal);
  await vi.waitFor(async () => expect((await engine.runtime.list(tool)).find(({ id }) => id === third.id)?.state).toBe("ended"), {
    timeout: 30_000,
  });
  await engine.runtime.stop(third.id, 0);
  expect(texts(third.id)).toEqual(["app third gives up", "app third starts as 1000"]);
  expect(said.get(third.id)?.find(({ text }) => text.endsWith("gives up"))).toMatchObject({ stream: "stderr", process: "web" });
  await Promise.all([first, second].map(({ id }) => engine.runtime.stop(id, 1)));
  two.abort();
  await again;
  expect(texts(first.id)).toEqual(["app first starts as 1000", "listening on 0.0.0.0:8000, 0"]);
  expect(texts(second.id)).toEqual(["app second starts as 1000", "listening on 0.0.0.0:8000, 0"]);
});

test("secret files are the process's own, in memory only, and have no name left outside", async () => {
  const value = `file-${randomBytes(12).toString("hex")}`;
  const content = Buffer.from(value);
  const files = ["/run/secrets/deep/key", "replica.my.cnf"].map((path) => ({ path, content }));
  for (const path of ["/run/secrets/deep/key", "/tmp/replica.my.cnf"]) {
    const one = await engine.runtime.start({ ...request(`app -file ${path}`), files });
    await vi.waitFor(async () => expect(await fetchText(one.address)).toBe(`-r-------- 1000 ${value}`), 30_000);
    expect(await engine.docker("inspect", one.id)).not.toContain(value);
    expect(await engine.docker("diff", one.id)).toContain("/run/secrets/deep/key");
    const layer = await engine.docker("export", one.id);
    expect(layer).not.toContain(value);
    expect(await readdir(engine.memory)).toEqual([]);
    await engine.runtime.stop(one.id, 0);
  }
});

test("a copy in a hurry has a whole core until it is settled, and one that has gone is settled already", async () => {
  const spec = request("app -text quick");
  const one = await engine.runtime.start({ ...spec, hurry: true });
  const cpus = (): Promise<string> => engine.docker("inspect", "-f", "{{.HostConfig.NanoCpus}}", one.id);
  expect(await cpus()).toBe("1000000000");
  await engine.runtime.settle(one.id, spec.spec);
  await engine.runtime.settle(one.id, spec.spec);
  expect(await cpus()).toBe("500000000");
  await engine.runtime.stop(one.id, 0);
  await engine.runtime.settle(one.id, spec.spec);
});

test("a process has no capability, no way to new privileges, and limits", async () => {
  const one = await engine.runtime.start(request("app -bind 127.0.0.1 -port 5000"));
  const [found] = JSON.parse(await engine.docker("inspect", one.id)) as [{ Config: { User: string }; HostConfig: Record<string, unknown> }];
  expect(found.Config.User).toBe("1000:1000");
  expect(found.HostConfig).toMatchObject({
    CapDrop: ["ALL"],
    SecurityOpt: ["no-new-privileges"],
    Memory: 64 * 1024 ** 2,
    NanoCpus: 5e8,
    PidsLimit: 256,
    Privileged: false,
  });
  await vi.waitFor(async () => expect(await engine.runtime.listening(one.id)).toEqual(["127.0.0.1:5000"]), 5000);
  await engine.runtime.stop(one.id, 0);
});

test("requests are let in to a copy that listens only to itself, by its own port alone, and to no copy that is gone", async () => {
  const one = await engine.runtime.start(request("app -bind 127.0.0.1 -text inner"));
  const inner = "127.0.0.1:8000";
  await vi.waitFor(async () => expect(await engine.runtime.listening(one.id)).toEqual([inner]), 30_000);
  await expect(fetchText(one.address)).rejects.toThrow();
  expect(await engine.runtime.letIn(one.id, inner)).toBe(true);
  expect(await engine.runtime.letIn(one.id, inner)).toBe(true);
  expect(await fetchText(one.address)).toBe("inner");
  await expect(fetchText((one.address ?? "").replace(/:8000$/, ":9000"))).rejects.toThrow();
  const rules = await insideOf(one.id, "iptables", "-t", "nat", "-S", "PREROUTING");
  expect(rules.split("\n").filter((rule) => rule.includes("DNAT"))).toHaveLength(1);
  expect(await insideOf(one.id, "iptables", "-t", "raw", "-S", "PREROUTING")).toContain("-A PREROUTING -d 127.0.0.0/8 ! -i lo -j DROP");
  await engine.runtime.stop(one.id, 0);
  expect(await engine.runtime.letIn(one.id, inner)).toBe(false);
});

test("where all runs stays the same over a restart of the reader", async () => {
  expect(await engine.runtime.home()).toMatch(/^[0-9a-f]{64}$/);
  expect(await engine.again().home()).toBe(await engine.runtime.home());
});

test("a check is run in the copy, and says what it printed last", async () => {
  const one = await engine.runtime.start(request("app -worker"));
  expect(await engine.runtime.check(one.id, "app -sick /none", 30_000)).toEqual({
    healthy: true,
    answer: "the check ended with exit code 0",
  });
  expect(await engine.runtime.check(one.id, "app -sick /", 30_000)).toEqual({
    healthy: false,
    answer: "the check ended with exit code 1: it is sick",
  });
  expect(await engine.runtime.check(one.id, "app -worker", 500)).toEqual({ healthy: false, answer: "the check did not end within 0.5 s" });
  await engine.runtime.stop(one.id, 0);
  expect(await engine.runtime.check(one.id, "app -sick /none", 30_000)).toEqual({ healthy: false, answer: "it does not run" });
});
