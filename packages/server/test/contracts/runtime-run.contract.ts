import { randomBytes } from "node:crypto";
import { ToolName } from "@sluice/contract";
import { expect, test, vi } from "vitest";
import type { RunLine, RunRequest, Runtime } from "../../src/core/ports/runtime.ts";

export interface RunSetting {
  readonly runtime: Runtime;
  readonly image: string;
}

const tool = ToolName.parse("runs");
const never = new AbortController().signal;

/** What every runtime does with something that runs to its end. The test app is the image's only program. */
export function runContract(setting: () => RunSetting): void {
  function request(command: string, more: Partial<RunRequest> = {}): RunRequest {
    const key = `test-${randomBytes(4).toString("hex")}`;
    const { image } = setting();
    return {
      key,
      tool,
      release: 3,
      name: "release",
      image,
      command,
      files: [],
      env: {},
      memory: "64Mi",
      cpu: "500m",
      timeoutSeconds: 60,
      skip: 0,
      ...more,
    };
  }
  const remove = (one: RunRequest): Promise<void> => setting().runtime.removeRun(one.key, 0);

  test("a run says its lines and ends with its exit code, and is no instance of the tool", async () => {
    const { runtime } = setting();
    const one = request("app -text migrate -exit 3");
    const lines: RunLine[] = [];
    expect(await runtime.run(one, (line) => lines.push(line), never)).toEqual({ exitCode: 3, outOfMemory: false, timedOut: false });
    expect(lines.map(({ stream, text }) => `${stream} ${text}`).toSorted()).toEqual([
      "stderr app migrate gives up",
      "stdout app migrate starts as 1000",
    ]);
    expect(lines.every(({ at }) => Date.parse(at) > 0)).toBe(true);
    expect(await runtime.list(tool)).toEqual([]);
    expect(await runtime.runs(tool)).toEqual([{ key: one.key, tool, release: 3, name: "release", state: "ended" }]);
    await remove(one);
    await remove(one);
    expect(await runtime.runs(tool)).toEqual([]);
  });

  test("a run that ended is not run again: its result and the lines not yet said are taken up", async () => {
    const { runtime } = setting();
    const one = request("app -text once -exit 0");
    const first: RunLine[] = [];
    await runtime.run(one, (line) => first.push(line), never);
    const again: RunLine[] = [];
    expect(await runtime.run({ ...one, skip: 1 }, (line) => again.push(line), never)).toMatchObject({ exitCode: 0 });
    expect(again).toEqual(first.slice(1));
    await remove(one);
  });

  test("a run goes on when nobody waits any more, and is taken up where it is", async () => {
    const { runtime } = setting();
    const one = request("app -text long -exit-after 2s -exit 5");
    const stop = new AbortController();
    const lines: string[] = [];
    const left = runtime.run(one, ({ text }) => lines.push(text), stop.signal);
    await vi.waitFor(() => expect(lines).toEqual(["app long starts as 1000"]), 30_000);
    stop.abort();
    await expect(left).rejects.toThrow();
    expect(await runtime.runs(tool)).toMatchObject([{ key: one.key, state: "running" }]);
    expect(await runtime.run({ ...one, skip: lines.length }, ({ text }) => lines.push(text), never)).toMatchObject({ exitCode: 5 });
    expect(lines).toEqual(["app long starts as 1000", "app long gives up"]);
    await remove(one);
  });

  test("two who ask for one key at once wait for one run", async () => {
    const { runtime } = setting();
    const one = request("app -text twins -exit-after 1s -exit 4");
    const both = await Promise.all([runtime.run(one, () => undefined, never), runtime.run(one, () => undefined, never)]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([4, 4]);
    expect(await runtime.runs(tool)).toHaveLength(1);
    await remove(one);
  });

  test("a run over its time is ended and says so, also when asked again", async () => {
    const { runtime } = setting();
    const one = request("app -worker -text slow", { timeoutSeconds: 1 });
    const ended = await runtime.run(one, () => undefined, never);
    expect(ended).toMatchObject({ timedOut: true, outOfMemory: false });
    expect(await runtime.run(one, () => undefined, never)).toEqual(ended);
    await remove(one);
  });

  test("a run that uses too much memory is told apart", async () => {
    const one = request("app -memory 200");
    expect(await setting().runtime.run(one, () => undefined, never)).toMatchObject({ outOfMemory: true, timedOut: false });
    await remove(one);
  });

  test("a run that goes on is ended by its removal", async () => {
    const { runtime } = setting();
    const one = request("app -worker");
    const ending = runtime.run(one, () => undefined, never).catch((error: unknown) => error);
    await vi.waitFor(async () => expect(await runtime.runs(tool)).toMatchObject([{ state: "running" }]), 30_000);
    await runtime.removeRun(one.key, 1);
    expect(await runtime.runs(tool)).toEqual([]);
    await ending;
  });
}
