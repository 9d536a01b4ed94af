import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { leftBehind } from "./left-behind.ts";
import { until } from "./until.ts";

const root = join(import.meta.dirname, "..", "..");
const deadlineMs = 240_000;
let data: string;

beforeAll(() => {
  const cache = process.env["SLUICE_TEST_CACHE"];
  if (cache === undefined) throw new Error("SLUICE_TEST_CACHE is not set: run these tests by npm test");
  // One directory for all: from the second run on, the demo starts in seconds.
  data = mkdtempSync(join(tmpdir(), "sluice-demo-"));
  symlinkSync(cache, join(data, "cache"));
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

/** The demo on a terminal of its own, as a person runs it. */
function onTerminal(...flags: readonly string[]) {
  // "exec", as a shell that stays would answer Ctrl-C with a status of its own in place of the demo's.
  const command = ["exec", process.execPath, join(root, "tools", "demo.ts"), ...flags].join(" ");
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    cwd: root,
    env: { ...process.env, SLUICE_DEMO_DATA: data, TERM: "xterm" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const shown = { text: "" };
  child.stdout.on("data", (part: Buffer) => (shown.text += part.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    ended,
    shown: () => shown.text,
    shows: (what: string) =>
      until(`the demo shows ${JSON.stringify(what)}`, deadlineMs, () => {
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${shown.text}`);
        return shown.text.includes(what);
      }),
    /** What the terminal makes of Ctrl-C. */
    interrupt: () => child.stdin.write("\x03"),
  };
}

it("checks the page once and exits 0 with the pushed text", { timeout: deadlineMs }, async () => {
  const demo = onTerminal("--once");
  expect(await demo.ended, demo.shown()).toBe(0);
  expect(demo.shown()).toMatch(/\$ curl http:\/\/hello\.localhost:\d+\s+.*<h1>Hello from Sluice, pushed \d{4}-/s);
  expect(leftBehind(join(data, "demo"))).toEqual([]);
});

it("stays up until Ctrl-C, and leaves nothing behind", { timeout: deadlineMs }, async () => {
  const demo = onTerminal();
  await demo.shows("until Ctrl-C");
  demo.interrupt();
  expect(await demo.ended, demo.shown()).toBe(0);
  expect(leftBehind(join(data, "demo"))).toEqual([]);
});

it("leaves nothing behind when Ctrl-C comes in the middle of a push", { timeout: deadlineMs }, async () => {
  const demo = onTerminal();
  await demo.shows("Found python");
  demo.interrupt();
  expect(await demo.ended, demo.shown()).toBe(130);
  expect(leftBehind(join(data, "demo"))).toEqual([]);
});
