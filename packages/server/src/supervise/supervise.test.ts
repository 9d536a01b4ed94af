import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { boundLog } from "./bounded-log.ts";
import { isAlive, parseStat, readPidFile } from "./process-identity.ts";
import { supervise } from "./supervise.ts";
import type { Program, Supervised } from "./supervise.ts";

let directory = "";
let events: string[] = [];
let begun: Supervised[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-supervise-"));
  [events, begun] = [[], []];
});
afterEach(async () => {
  for (const one of begun) await one.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Answers when it has written the file `up`; ignores SIGTERM when told. */
function program(script: string, more: Partial<Program> = {}): Program {
  return {
    name: "thing",
    command: "/bin/sh",
    args: ["-c", script],
    env: { PATH: "/usr/bin:/bin" },
    directory,
    prepare: () => rm(join(directory, "up"), { force: true }),
    ready: async () => existsSync(join(directory, "up")),
    onEvent: (event) => void events.push(event.kind),
    pace: { lookMs: 50, startMs: 3000, stopMs: 500, firstBackOffMs: 10 },
    ...more,
  };
}
const serving = "echo hello; touch up; exec sleep 600";

async function begin(what: Program): Promise<Supervised> {
  const supervised = await supervise(what);
  begun.push(supervised);
  return supervised;
}

test("runs in a session of its own, says into its log, and is gone after stop", async () => {
  const thing = await begin(program(serving));
  const stat = (await readFile(`/proc/${thing.pid()}/stat`, "utf8")).split(" ");
  expect(stat[5]).toBe(String(thing.pid()));
  expect(await readFile(join(directory, "thing.log"), "utf8")).toBe("hello\n");
  const identity = await readPidFile(join(directory, "thing.pid"));
  await thing.stop();
  expect(identity !== null && (await isAlive(identity))).toBe(false);
  expect(events).toEqual(["started", "stopped"]);
});

test("is adopted, not started twice, after detach", async () => {
  const first = await begin(program(serving));
  const pid = first.pid();
  await first.detach();
  begun = [];
  const second = await begin(program(serving));
  expect(second.pid()).toBe(pid);
  expect(events).toEqual(["started", "adopted"]);
});

test("is replaced when it was started with other settings", async () => {
  const first = await begin(program(serving));
  await first.detach();
  begun = [];
  const second = await begin(program(serving, { configuration: "new" }));
  expect(second.pid()).not.toBe(first.pid());
  expect(events).toEqual(["started", "replaced", "started"]);
});

test("outlives a server that is killed, and is adopted by the next", async () => {
  const server = join(directory, "server.mts");
  const source = `import { supervise } from ${JSON.stringify(join(import.meta.dirname, "supervise.ts"))};
import { existsSync } from "node:fs";
await supervise({ name: "thing", command: "/bin/sh", args: ["-c", ${JSON.stringify(serving)}], env: { PATH: "/usr/bin:/bin" },
  directory: ${JSON.stringify(directory)}, ready: async () => existsSync(${JSON.stringify(join(directory, "up"))}), onEvent: () => {} });
console.log("up");`;
  await writeFile(server, source);
  const child = spawn(process.execPath, [server], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  // The pipe closes only if the program does not hold it.
  const closed = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGKILL");
  await closed;
  const thing = await begin(program(serving));
  expect(events).toEqual(["adopted"]);
  expect(thing.healthy()).toBe(true);
});

test("is started again when it dies, and when it falls silent", async () => {
  const thing = await begin(program(serving));
  const first = thing.pid();
  process.kill(first ?? 0, "SIGKILL");
  await vi.waitFor(() => expect(thing.restarts).toBe(1), { timeout: 5000 });
  await vi.waitFor(() => expect(thing.healthy()).toBe(true), { timeout: 5000 });
  await rm(join(directory, "up"));
  await vi.waitFor(() => expect(events).toEqual(["started", "ended", "started", "unresponsive", "started"]), { timeout: 5000 });
});

test("is killed when it ignores SIGTERM", async () => {
  const thing = await begin(program("trap '' TERM; touch up; while :; do sleep 0.1; done"));
  const identity = await readPidFile(join(directory, "thing.pid"));
  await thing.stop();
  expect(identity !== null && (await isAlive(identity))).toBe(false);
});

test("says why when it does not start", async () => {
  await expect(supervise(program("echo port taken >&2; exit 1"))).rejects.toThrow("thing did not start. It said: port taken");
});

test("a pid that another process has now is not taken for ours", async () => {
  const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  const stat = await readFile(`/proc/${process.pid}/stat`, "utf8");
  const own = parseStat(stat);
  expect(own?.pid).toBe(process.pid);
  await writeFile(join(directory, "x.pid"), `${boot}\n${stat.trim().replace(` ${own?.started} `, " 7 ")}\nshape\n`);
  const read = await readPidFile(join(directory, "x.pid"));
  expect(read?.started).toBe("7");
  expect(read !== null && (await isAlive(read))).toBe(false);
  await writeFile(join(directory, "x.pid"), `another-boot\n${stat.trim()}\nshape\n`);
  expect(await readPidFile(join(directory, "x.pid"))).toBeNull();
});

test("a log over the limit is moved aside", async () => {
  const log = join(directory, "a.log");
  await writeFile(log, "0123456789");
  expect(await boundLog(log, 10)).toBe(false);
  expect(await boundLog(log, 9)).toBe(true);
  expect(await readFile(`${log}.1`, "utf8")).toBe("0123456789");
  expect(await readFile(log, "utf8")).toBe("");
});
