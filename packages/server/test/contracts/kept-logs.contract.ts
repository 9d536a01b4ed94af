import { LogLine, ToolName } from "@sluice/contract";
import { beforeEach, expect, test } from "vitest";
import type { KeptLogs, KeptQuery } from "../../src/core/ports/kept-logs.ts";
import type { SaidLine } from "../../src/core/ports/runtime.ts";

/** `fresh` gives logs that have never been used, bounded to about this many bytes for each tool; `reopen` the same ones as a restarted server sees them. */
export interface KeptLogsUnderTest {
  readonly kept: KeptLogs;
  reopen(): KeptLogs;
}

export const tool = ToolName.parse("hello");
const other = ToolName.parse("other");
const never = new AbortController().signal;
const start = Date.parse("2026-03-01T12:00:00.000Z");

/** A line said so many milliseconds after noon. */
export function said(text: string, ms = 0, more: Partial<SaidLine> = {}): SaidLine {
  const stamp = new Date(start + ms).toISOString().replace("Z", "000000Z");
  return { stamp, instance: "i1", process: "web", stream: "stdout", text, ...more };
}

export function read(kept: KeptLogs, query: Partial<KeptQuery> = {}, of = tool): Promise<LogLine[]> {
  return Array.fromAsync(kept.read(of, { from: 0, tail: 10_000, follow: false, ...query }, never));
}

export async function texts(kept: KeptLogs, query: Partial<KeptQuery> = {}, of = tool): Promise<string[]> {
  return (await read(kept, query, of)).map(({ text }) => text);
}

/** What every implementation of KeptLogs must do. */
export function keptLogsContract(fresh: (bytes: number) => Promise<KeptLogsUnderTest>): void {
  let under: KeptLogsUnderTest;
  beforeEach(async () => {
    under = await fresh(4 * 1024 ** 2);
  });

  test("gives back what was said, with its moment, process and stream", async () => {
    await under.kept.append(tool, [said("one"), said("two", 5, { stream: "stderr", process: "worker" })]);
    const lines = await read(under.kept);
    expect(lines).toEqual([
      { n: start * 1000, at: "2026-03-01T12:00:00.000Z", stream: "stdout", step: "web", text: "one" },
      { n: (start + 5) * 1000, at: "2026-03-01T12:00:00.005Z", stream: "stderr", step: "worker", text: "two" },
    ]);
    expect(() => lines.map((line) => LogLine.parse(line))).not.toThrow();
    expect(await texts(under.kept, {}, other)).toEqual([]);
  });

  test("numbers rise, whatever the clock does, also after a restart", async () => {
    await under.kept.append(tool, [said("a", 10), said("b", 10), said("c", 0)]);
    const again = under.reopen();
    await again.append(tool, [said("d", 0)]);
    const lines = await read(again);
    expect(lines.map(({ text }) => text)).toEqual(["a", "b", "c", "d"]);
    expect(lines.every((line, at) => at === 0 || line.n > (lines[at - 1]?.n ?? 0))).toBe(true);
    expect(await texts(again, { from: (lines[1]?.n ?? 0) + 1 })).toEqual(["c", "d"]);
  });

  test("finds lines by time, process, stream and text, and the last of them", async () => {
    const lines = Array.from({ length: 100 }, (_, at) =>
      said(at % 10 === 0 ? `Error ${at}` : `fine ${at}`, at * 1000, {
        stream: at % 2 === 0 ? "stderr" : "stdout",
        process: at < 50 ? "web" : "worker",
      }),
    );
    await under.kept.append(tool, lines);
    expect(await texts(under.kept, { text: "eRRor", process: "worker" })).toEqual([
      "Error 50",
      "Error 60",
      "Error 70",
      "Error 80",
      "Error 90",
    ]);
    expect(await texts(under.kept, { text: "error", tail: 2 })).toEqual(["Error 80", "Error 90"]);
    expect(await texts(under.kept, { since: "2026-03-01T12:00:10Z", until: "2026-03-01T12:00:12Z" })).toEqual([
      "Error 10",
      "fine 11",
      "fine 12",
    ]);
    expect(await texts(under.kept, { stream: "stdout", tail: 1 })).toEqual(["fine 99"]);
    expect(await texts(under.kept, { tail: 0 })).toEqual([]);
  });

  test("who follows sees each line once, and only those asked for", async () => {
    await under.kept.append(tool, [said("before")]);
    const seen: string[] = [];
    const stop = new AbortController();
    const following = (async () => {
      for await (const line of under.kept.read(tool, { from: 0, tail: 10, follow: true, process: "web" }, stop.signal)) {
        seen.push(line.text);
        if (line.text === "last") stop.abort();
      }
    })();
    for (let at = 0; at < 50; at += 1) await under.kept.append(tool, [said(`line ${at}`, at), said("not mine", at, { process: "worker" })]);
    await under.kept.append(tool, [said("last", 60)]);
    await following;
    expect(seen).toEqual(["before", ...Array.from({ length: 50 }, (_, at) => `line ${at}`), "last"]);
  });

  test("keeps at most so many bytes of a tool, the newest; who follows is not disturbed", async () => {
    const small = await fresh(64 * 1024);
    const stop = new AbortController();
    let last = "";
    const following = (async () => {
      for await (const line of small.kept.read(tool, { from: 0, tail: 0, follow: true }, stop.signal)) {
        last = line.text;
        if (last.startsWith("end")) stop.abort();
      }
    })();
    for (let at = 0; at < 40; at += 1) {
      await small.kept.append(
        tool,
        Array.from({ length: 50 }, (_, line) => said(`${at}-${line} ${"x".repeat(100)}`, at)),
      );
    }
    await small.kept.append(tool, [said("end", 100)]);
    await following;
    const kept = await read(small.kept);
    expect(kept.at(-1)?.text).toBe("end");
    const bytes = kept.reduce((sum, { text }) => sum + text.length, 0);
    expect(bytes).toBeGreaterThan(20 * 1024);
    expect(bytes).toBeLessThanOrEqual(64 * 1024);
  });

  test("knows where each instance was, after a restart too", async () => {
    await under.kept.append(tool, [said("a", 1), said("b", 2, { instance: "i2" }), said("c", 3)]);
    for (const kept of [under.kept, under.reopen()]) {
      expect(await kept.lastStamp(tool, "i1")).toBe(said("", 3).stamp);
      expect(await kept.lastStamp(tool, "i2")).toBe(said("", 2).stamp);
      expect(await kept.lastStamp(tool, "i3")).toBeNull();
    }
  });

  test("what is old goes, and a removed tool has nothing and ends who follows it", async () => {
    const small = await fresh(64 * 1024);
    for (let at = 0; at < 30; at += 1) await small.kept.append(tool, [said(`${at} ${"x".repeat(1000)}`, at * 1000)]);
    await small.kept.expire("2026-03-01T12:00:20.000Z");
    const left = (await texts(small.kept)).map((text) => Number(text.split(" ")[0]));
    expect(left[0]).toBeGreaterThan(0);
    expect(left[0]).toBeLessThanOrEqual(20);
    await small.kept.expire("2026-03-02T12:00:00.000Z");
    expect(await texts(small.kept)).toEqual([]);
    await small.kept.append(tool, [said("again", 90_000)]);
    const following = Array.fromAsync(small.kept.read(tool, { from: 0, tail: 10, follow: true }, never));
    await small.kept.remove(tool);
    await following;
    expect(await texts(small.kept)).toEqual([]);
  });
}
