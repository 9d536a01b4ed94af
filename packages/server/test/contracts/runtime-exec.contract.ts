import { ToolName } from "@sluice/contract";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Exec, Instance, Runtime } from "../../src/core/ports/runtime.ts";

export interface ExecSetting {
  readonly runtime: Runtime;
  /** Has bash, cat, stty and sleep beside the test app. */
  readonly image: string;
}

const tool = ToolName.parse("execs");

/** What every runtime does with a program beside a running process. */
export function execContract(setting: () => ExecSetting): void {
  let instance: Instance;
  beforeAll(async () => {
    const { runtime, image } = setting();
    const spec = { command: "app -worker -text here", replicas: 1, memory: "128Mi", cpu: "1" };
    instance = await runtime.start({ tool, release: 1, process: "worker", image, spec, env: { GREETING: "hello" }, files: [], shape: "x" });
  });
  afterAll(() => setting().runtime.stop(instance.id, 0));

  const bash = (script: string, terminal: Parameters<Runtime["exec"]>[1]["terminal"] = null): Promise<Exec> =>
    setting().runtime.exec(instance.id, { command: ["bash", "-c", script], terminal });

  async function texts(exec: Exec): Promise<Record<"stdout" | "stderr", string>> {
    const said = { stdout: "", stderr: "" };
    for await (const { stream, data } of exec.output) said[stream] += data.toString();
    return said;
  }

  test("a program's output comes apart, and its exit code is told", async () => {
    await using exec = await bash('echo "$GREETING"; echo oh >&2; exit 7');
    expect(await texts(exec)).toEqual({ stdout: "hello\n", stderr: "oh\n" });
    expect(await exec.exitCode()).toBe(7);
  });

  test("a program reads what is written, and the end of it", async () => {
    await using exec = await setting().runtime.exec(instance.id, { command: ["cat"], terminal: null });
    const big = Buffer.alloc(300_000, "x");
    const reading = texts(exec);
    await exec.write(Buffer.from("one\n"));
    await exec.write(big);
    exec.end();
    expect((await reading).stdout).toBe(`one\n${big.toString()}`);
    expect(await exec.exitCode()).toBe(0);
  });

  test("a terminal has the size that is asked for, and another one when it is resized", async () => {
    await using exec = await bash("read -r; stty size; read -r; stty size", { columns: 100, rows: 30 });
    let said = "";
    const reading = (async () => {
      for await (const { data } of exec.output) said += data.toString();
    })();
    await exec.write(Buffer.from("\n"));
    await vi.waitFor(() => expect(said).toContain("30 100"), 30_000);
    await exec.resize({ columns: 120, rows: 40 });
    await exec.write(Buffer.from("\n"));
    await reading;
    expect(said).toContain("40 120");
  });

  test("a program that is given up is ended with all that it started", async () => {
    const exec = await bash("sleep 1000 & echo begun; sleep 1000");
    for await (const { data } of exec.output) {
      expect(data.toString()).toBe("begun\n");
      break;
    }
    await exec[Symbol.asyncDispose]();
    await using look = await bash('for one in /proc/[0-9]*/cmdline; do mapfile -d "" words <"$one"; echo "${words[0]}"; done 2>/dev/null');
    expect((await texts(look)).stdout.split("\n")).not.toContain("sleep");
  });

  test("a program that is not there ends with 127, and a process that does not run is refused", async () => {
    const { runtime } = setting();
    await using exec = await runtime.exec(instance.id, { command: ["no-such-program"], terminal: null });
    await texts(exec);
    expect(await exec.exitCode()).toBe(127);
    await expect(runtime.exec("0".repeat(64), { command: ["cat"], terminal: null })).rejects.toMatchObject({ code: "wrong-state" });
  });

  test("what a busy copy uses is within its limits", async () => {
    await using exec = await bash("while :; do :; done");
    await vi.waitFor(async () => expect((await setting().runtime.usage(instance.id))?.cpus).toBeGreaterThan(0.2), 30_000);
    const usage = await setting().runtime.usage(instance.id);
    expect(usage?.memoryMiB).toBeLessThan(128);
    expect(exec).toBeDefined();
    expect(await setting().runtime.usage("0".repeat(64))).toBeNull();
  });
}
