import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeHooks } from "../../src/adapters/sources-git/hooks.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-hook-"));
  await writeHooks(directory);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test("the hook ends when the server has died, though git still waits for it", async () => {
  const hook = spawn(join(directory, "proc-receive"), [], { stdio: ["pipe", "pipe", "pipe", "pipe", "pipe"] });
  const [, , , channel, messages] = hook.stdio;
  if (!(channel instanceof Duplex) || !(messages instanceof Duplex)) throw new Error("no channels");
  hook.stdin?.write("a question");
  expect(String((await once(channel, "data"))[0])).toBe("a question");
  messages.write("said\n");
  expect(String((await once(hook.stderr ?? hook, "data"))[0])).toBe("said\n");
  const ended = once(hook, "exit");
  channel.destroy();
  messages.destroy();
  expect((await ended)[0]).toBe(0);
});
