import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

// Stands for the server: says what it got, and leaves with 7 when it is asked to stop.
const standIn = `
const stop = (signal) => { console.log('asked to stop by ' + signal); process.exit(7); };
process.on('SIGTERM', stop).on('SIGINT', stop);
console.log(process.argv.slice(2).join(' '));
setInterval(() => undefined, 1000);
`;
const wrapper = fileURLToPath(new URL("./wrapped-server.ts", import.meta.url));
let directory = "";

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-serve-"));
  await writeFile(join(directory, "server.mjs"), standIn);
});
afterAll(() => rm(directory, { recursive: true }));

function start(...flags: string[]): { child: ChildProcess; lines: AsyncIterator<string> } {
  const child = spawn(process.execPath, [wrapper, join(directory, "server.mjs"), ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

test.each(["SIGTERM", "SIGINT"] as const)("gives the server its flags, %s, and its exit code back", async (signal) => {
  const { child, lines } = start("--data", "x y", "--help");
  const exit = once(child, "exit");
  expect((await lines.next()).value).toBe("--data x y --help");
  child.kill(signal);
  expect((await lines.next()).value).toBe(`asked to stop by ${signal}`);
  expect(await exit).toEqual([7, null]);
});
