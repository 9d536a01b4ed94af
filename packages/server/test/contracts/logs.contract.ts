import { beforeEach, expect, test } from "vitest";
import type { LogLine, Moment } from "@sluice/contract";
import type { Logs } from "../../src/core/ports/logs.ts";

/** `fresh` gives logs that have never been used; `reopen` the same ones as a restarted server sees them. */
export interface LogsUnderTest {
  readonly logs: Logs;
  reopen(): Logs;
}

const at: Moment = "2026-01-02T03:04:05.678Z" as Moment;
const never = new AbortController().signal;

export function line(text: string): Omit<LogLine, "n"> {
  return { at, stream: "stdout", step: "build", text };
}

export async function texts(lines: AsyncIterable<LogLine>): Promise<string[]> {
  return (await Array.fromAsync(lines)).map(({ text }) => text);
}

/** What every implementation of Logs must do. */
export function logsContract(fresh: () => Promise<LogsUnderTest>): void {
  let under: LogsUnderTest;
  beforeEach(async () => {
    under = await fresh();
  });
  const readAll = (logs: Logs, log: string, from = 0) => texts(logs.read(log, { from, follow: false }, never));

  test("gives back what was appended, numbered from 0", async () => {
    await under.logs.append("build-1", [line("one"), line('two\nwith "quotes"')]);
    const lines = await Array.fromAsync(under.logs.read("build-1", { from: 0, follow: false }, never));
    expect(lines).toEqual([
      { n: 0, ...line("one") },
      { n: 1, ...line('two\nwith "quotes"') },
    ]);
  });

  test("reads from the wanted line on", async () => {
    await under.logs.append("build-1", ["a", "b", "c"].map(line));
    expect(await readAll(under.logs, "build-1", 2)).toEqual(["c"]);
    expect(await readAll(under.logs, "build-1", 9)).toEqual([]);
  });

  test("an unknown log is empty and complete", async () => {
    expect(await under.logs.isComplete("nothing")).toBe(true);
    expect(await texts(under.logs.read("nothing", { from: 0, follow: true }, never))).toEqual([]);
    await under.logs.complete("nothing");
    await under.logs.remove("nothing");
  });

  test("a complete log that is reopened goes on after its last line, also after a restart", async () => {
    await under.logs.reopen("release-1");
    expect(await under.logs.isComplete("release-1")).toBe(true);
    await under.logs.append("release-1", [line("one")]);
    await under.logs.reopen("release-1");
    await under.logs.append("release-1", [line("two")]);
    await under.logs.complete("release-1");
    await expect(under.logs.append("release-1", [line("late")])).rejects.toMatchObject({ code: "wrong-state" });
    const again = under.reopen();
    await again.reopen("release-1");
    expect(await again.isComplete("release-1")).toBe(false);
    await again.append("release-1", [line("three")]);
    await again.complete("release-1");
    expect(await Array.fromAsync(again.read("release-1", { from: 0, follow: true }, never))).toEqual([
      { n: 0, ...line("one") },
      { n: 1, ...line("two") },
      { n: 2, ...line("three") },
    ]);
  });

  test("keeps the order of appends that overlap", async () => {
    const wanted = Array.from({ length: 200 }, (_, index) => `line ${index}`);
    await Promise.all(wanted.map((text) => under.logs.append("build-1", [line(text)])));
    expect(await readAll(under.logs, "build-1")).toEqual(wanted);
  });

  test("a follower sees each line as it comes and ends with the log", async () => {
    await under.logs.append("build-1", [line("before")]);
    const follower = under.logs.read("build-1", { from: 0, follow: true }, never)[Symbol.asyncIterator]();
    expect((await follower.next()).value).toMatchObject({ n: 0, text: "before" });
    const next = follower.next();
    await under.logs.append("build-1", [line("after")]);
    expect((await next).value).toMatchObject({ n: 1, text: "after" });
    const last = follower.next();
    await under.logs.complete("build-1");
    expect(await last).toMatchObject({ done: true });
  });

  test("many followers of a busy log miss nothing", async () => {
    await under.logs.append("build-1", [line("0")]);
    const followers = Array.from({ length: 5 }, () => texts(under.logs.read("build-1", { from: 0, follow: true }, never)));
    for (let index = 1; index < 300; index += 1) await under.logs.append("build-1", [line(String(index))]);
    await under.logs.complete("build-1");
    const wanted = Array.from({ length: 300 }, (_, index) => String(index));
    expect(await Promise.all(followers)).toEqual(followers.map(() => wanted));
  });

  test("a follower stops when told to", async () => {
    await under.logs.append("build-1", [line("one")]);
    const stop = new AbortController();
    const following = texts(under.logs.read("build-1", { from: 0, follow: true }, stop.signal));
    stop.abort();
    expect((await following).length).toBeLessThanOrEqual(1);
    expect(await texts(under.logs.read("build-1", { from: 0, follow: true }, stop.signal))).toEqual([]);
  });

  test("a complete log takes no more lines, and stays so after a restart", async () => {
    await under.logs.append("build-1", [line("one")]);
    await under.logs.complete("build-1");
    await under.logs.complete("build-1");
    for (const logs of [under.logs, under.reopen()]) {
      expect(await logs.isComplete("build-1")).toBe(true);
      await expect(logs.append("build-1", [line("late")])).rejects.toMatchObject({
        code: "wrong-state",
      });
      expect(await texts(logs.read("build-1", { from: 0, follow: true }, never))).toEqual(["one"]);
    }
  });

  test("an open log goes on after a restart", async () => {
    await under.logs.append("build-1", [line("one")]);
    const logs = under.reopen();
    expect(await logs.isComplete("build-1")).toBe(false);
    await logs.append("build-1", [line("two")]);
    expect(await readAll(logs, "build-1")).toEqual(["one", "two"]);
  });

  test("a removed log is unknown, and its followers end", async () => {
    await under.logs.append("build-1", [line("one")]);
    const follower = under.logs.read("build-1", { from: 1, follow: true }, never)[Symbol.asyncIterator]();
    const next = follower.next();
    await under.logs.remove("build-1");
    expect(await next).toMatchObject({ done: true });
    expect(await readAll(under.logs, "build-1")).toEqual([]);
    expect(await under.logs.isComplete("build-1")).toBe(true);
  });

  test("cuts a line at 8 KiB, between characters", async () => {
    await under.logs.append("build-1", [line("é".repeat(20_000)), line("next")]);
    const [first = "", second] = await readAll(under.logs, "build-1");
    expect(Buffer.byteLength(first)).toBeLessThanOrEqual(8 * 1024);
    expect(first).toMatch(/^é+ … \(cut at 8 KiB\)$/);
    expect(second).toBe("next");
  });

  test("says once that the log is full, and keeps no more after it, not even after a restart", async () => {
    const block = Array.from({ length: 256 }, () => line("x".repeat(8 * 1024)));
    for (let round = 0; round < 10; round += 1) await under.logs.append("build-1", block);
    const logs = under.reopen();
    await logs.append("build-1", [line("late")]);
    const kept = await readAll(logs, "build-1");
    expect(kept.at(-1)).toContain("limit of 16 MiB");
    expect(kept.filter((text) => text.includes("limit of 16 MiB"))).toHaveLength(1);
    expect(kept.length).toBeGreaterThan(1_900);
    expect(kept.length).toBeLessThanOrEqual(2_049);
  });

  test.for(["../escape", "a/b", "A", "", "a.b", "x".repeat(121)])("refuses the name %j", async (name) => {
    await expect(under.logs.append(name, [line("x")])).rejects.toMatchObject({
      code: "invalid-request",
    });
  });
}
