import type { LogLine, Moment } from "@sluice/contract";
import { expect, test } from "vitest";
import { mostWaiting, openLineWriter } from "./line-writer.ts";

type Line = Omit<LogLine, "n">;

const line = (text: string): Line => ({ at: "2026-01-02T03:04:05.678Z" as Moment, stream: "stdout", step: "", text });

/** A disk that is full until told otherwise. */
function fullDisk() {
  const disk = { full: true, texts: [] as string[] };
  const append = (_log: string, lines: readonly Line[]): Promise<void> => {
    if (disk.full) return Promise.reject(new Error("no space left on device"));
    disk.texts.push(...lines.map(({ text }) => text));
    return Promise.resolve();
  };
  return { disk, append };
}

test("lines whose write fails are written later, in their order, once", async () => {
  const { disk, append } = fullDisk();
  const writer = openLineWriter({ append }, "build-1");
  writer.put(line("one"));
  writer.put(line("two"));
  await expect(writer.flushed()).rejects.toThrow("no space left");
  writer.put(line("three"));
  await expect(writer.flushed()).rejects.toThrow("no space left");
  disk.full = false;
  writer.put(line("four"));
  await writer.flushed();
  expect(disk.texts).toEqual(["one", "two", "three", "four"]);
});

test("waiting for the end of a log writes what an earlier failure left, without a further line", async () => {
  const { disk, append } = fullDisk();
  const writer = openLineWriter({ append }, "run-1");
  writer.put(line("last words"));
  await expect(writer.flushed()).rejects.toThrow("no space left");
  disk.full = false;
  await writer.flushed();
  expect(disk.texts).toEqual(["last words"]);
});

test("lines put while a write is under way come after it, in one further write", async () => {
  const gate = Promise.withResolvers<void>();
  const writes: string[][] = [];
  const append = async (_log: string, lines: readonly Line[]): Promise<void> => {
    writes.push(lines.map(({ text }) => text));
    await gate.promise;
  };
  const writer = openLineWriter({ append }, "build-1");
  for (const text of ["one", "two", "three"]) writer.put(line(text));
  gate.resolve();
  await writer.flushed();
  expect(writes).toEqual([["one"], ["two", "three"]]);
});

test("a log that cannot be written for long says where lines are missing, and how many", async () => {
  const { disk, append } = fullDisk();
  const writer = openLineWriter({ append }, "build-1");
  for (let n = 0; n < mostWaiting + 2; n += 1) writer.put(line(`${n}`));
  await expect(writer.flushed()).rejects.toThrow("no space left");
  writer.put(line("too late"));
  await expect(writer.flushed()).rejects.toThrow("no space left");
  disk.full = false;
  await writer.flushed();
  writer.put(line("after"));
  await writer.flushed();
  expect(disk.texts).toHaveLength(mostWaiting + 2);
  expect(disk.texts.slice(mostWaiting - 1)).toEqual([
    `${mostWaiting - 1}`,
    "3 lines are missing here: the log could not be written",
    "after",
  ]);
});
