import { ToolName } from "@sluice/contract";
import { expect, test, vi } from "vitest";
import type { BuildDirectory } from "../build-directory.ts";
import type { RunningContainer } from "./run-container.ts";
import { createStandby, type Standby, type Waiting } from "./standby.ts";

interface Played {
  readonly standby: Standby<string>;
  readonly made: string[];
  readonly discarded: string[];
}

const foo = ToolName.parse("foo");
const bar = ToolName.parse("bar");

function play(most: number): Played {
  const made: string[] = [];
  const discarded: string[] = [];
  const make = (wish: string): Waiting => {
    made.push(wish);
    return {
      key: wish,
      directory: new Promise<BuildDirectory>(() => undefined),
      container: new Promise<RunningContainer>(() => undefined),
      hear: () => undefined,
      discard: async () => void discarded.push(wish),
    };
  };
  return { standby: createStandby({ most, make, warn: () => undefined }), made, discarded };
}

function built(standby: Standby<string>, tool: ToolName, wish: string): Waiting | null {
  const found = standby.take(tool, wish, wish);
  standby.soon(tool);
  return found;
}

test("makes nothing for a tool that has never been built", () => {
  const { standby, made } = play(2);
  standby.now(foo);
  expect(made).toEqual([]);
});

test("makes one place after a build, soon, and gives it to one build", () => {
  vi.useFakeTimers();
  try {
    const { standby, made } = play(2);
    expect(built(standby, foo, "a")).toBeNull();
    expect(made).toEqual([]);
    vi.advanceTimersByTime(5000);
    expect(made).toEqual(["a"]);
    expect(standby.take(bar, "a", "a")).toBeNull();
    expect(standby.take(foo, "a", "a")?.key).toBe("a");
    expect(standby.take(foo, "a", "a")).toBeNull();
  } finally {
    vi.useRealTimers();
  }
});

test("makes nothing while the tool's build runs, and one place however often a push begins", () => {
  const { standby, made } = play(2);
  standby.take(foo, "a", "a");
  standby.now(foo);
  expect(made).toEqual([]);
  standby.soon(foo);
  standby.now(foo);
  standby.now(foo);
  expect(made).toEqual(["a"]);
});

test("discards a place that the build would make otherwise", () => {
  const { standby, discarded } = play(2);
  built(standby, foo, "a");
  standby.now(foo);
  expect(standby.take(foo, "b", "b")).toBeNull();
  expect(discarded).toEqual(["a"]);
});

test("keeps no more places than it may, the newest ones, and none for longer than ten minutes", () => {
  vi.useFakeTimers();
  try {
    const { standby, discarded } = play(1);
    built(standby, foo, "a");
    built(standby, bar, "b");
    standby.now(foo);
    standby.now(bar);
    expect(discarded).toEqual(["a"]);
    vi.advanceTimersByTime(10 * 60_000);
    expect(discarded).toEqual(["a", "b"]);
  } finally {
    vi.useRealTimers();
  }
});

test("removes all places at the end and makes no more", async () => {
  const { standby, made, discarded } = play(2);
  built(standby, foo, "a");
  standby.now(foo);
  built(standby, bar, "b");
  await standby.close();
  expect(discarded).toEqual(["a"]);
  standby.now(bar);
  expect(made).toEqual(["a"]);
});

test("makes nothing where none may wait", () => {
  const { standby, made } = play(0);
  built(standby, foo, "a");
  standby.now(foo);
  expect(made).toEqual([]);
});

test("has nothing left of a tool that is forgotten, and makes nothing more for it until it is built again", async () => {
  vi.useFakeTimers();
  try {
    const { standby, made, discarded } = play(2);
    built(standby, foo, "a");
    built(standby, bar, "b");
    vi.advanceTimersByTime(5000);
    await standby.forget(foo);
    expect([standby.has(foo), standby.has(bar), discarded]).toEqual([false, true, ["a"]]);
    standby.now(foo);
    standby.soon(foo);
    vi.advanceTimersByTime(5000);
    expect(made).toEqual(["a", "b"]);
  } finally {
    vi.useRealTimers();
  }
});
