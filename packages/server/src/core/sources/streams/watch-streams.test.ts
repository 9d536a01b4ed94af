import { Moment, ToolName, UserName } from "@sluice/contract";
import { expect, test, vi } from "vitest";
import type { HeardEvents } from "../../ports/event-streams.ts";
import type { SourceRow } from "../../ports/source-store.ts";
import { watchStreams } from "./watch-streams.ts";

const now = Moment.parse("2026-01-01T00:00:00.000Z");

function sourceAt(tool: string, url: string): SourceRow {
  const found = { looked: null, commit: null, build: null, problem: null, changed: null };
  const rest = { failures: 0, wakes: 0, previews: "none" as const, previewsProblem: null, events: "stream" as const };
  return { tool: ToolName.parse(tool), url, branch: "main", by: UserName.parse("ann"), set: now, next: now, ...found, ...rest };
}

interface Followed {
  readonly url: string;
  readonly heard: HeardEvents;
  end(why: string): void;
}

/** Streams that begin and end as the test says; pauses end when it says so. */
function playing(all: SourceRow[], most = 9) {
  const [followed, woken, waits, stopping] = [[] as Followed[], [] as string[][], [] as number[], new AbortController()];
  const problems: unknown[] = [];
  let elapsed = 0;
  let failing = false;
  const pauses: (() => void)[] = [];
  const watch = watchStreams(
    {
      store: {
        streamSources: async () => all,
        async wakeSources(tools) {
          if (failing) throw new Error("full");
          woken.push([...tools]);
        },
        sourceAccess: async () => ({ kind: "key", publicKey: "p", sealed: "s", key: "k" }),
        knownHosts: async () => [],
        knowHost: async () => undefined,
        source: async () => null,
      },
      vault: { open: async () => "ab".repeat(32), seal: (_, sealed, store) => store({ sealed, key: "k" }) },
      random: { hex: () => "00" },
      streams: {
        follow: ({ url }, heard, stop) =>
          new Promise((resolve) => {
            stop.addEventListener("abort", () => resolve("stopped"));
            followed.push({ url, heard, end: resolve });
          }),
      },
      clock: { now: () => now, monotonic: () => elapsed },
      fraction: () => 0.5,
      pause: (ms, signal) =>
        new Promise((resolve) => {
          waits.push(ms);
          pauses.push(resolve);
          signal.addEventListener("abort", () => resolve());
        }),
      wake: () => undefined,
      onProblem: (_, error) => problems.push(error),
      stopping: stopping.signal,
    },
    { most, firstWait: 1, mostWait: 8, steady: 60, settled: 10 },
  );
  const next = async (count: number): Promise<Followed> => {
    await vi.waitFor(() => expect(followed).toHaveLength(count));
    return followed[count - 1] as Followed;
  };
  return {
    watch,
    followed,
    woken,
    waits,
    problems,
    next,
    resume: () => pauses.splice(0).forEach((go) => go()),
    lasts: (ms: number) => (elapsed += ms),
    fail: (does: boolean) => (failing = does),
  };
}

const updated = (project: string): string => JSON.stringify({ type: "ref-updated", refUpdate: { project, refName: "refs/heads/main" } });

test("sources of one account share a connection, and an event wakes those that it speaks of", async () => {
  const played = playing([
    sourceAt("shop", "ssh://ci@h:29418/shop"),
    sourceAt("wiki", "ssh://ci@h:29418/wiki"),
    sourceAt("mine", "ssh://me@h:29418/shop"),
  ]);
  await played.watch.tick();
  await played.watch.tick();
  const { heard } = await played.next(2).then(() => played.followed[0] as Followed);
  expect(played.watch.problem(ToolName.parse("wiki"))).toBe("not connected yet");
  heard.begun(null);
  await vi.waitFor(() => expect(played.woken).toEqual([["shop", "wiki"]]));
  expect(played.watch.problem(ToolName.parse("wiki"))).toBeNull();
  heard.line(updated("wiki"));
  await vi.waitFor(() => expect(played.woken.slice(1)).toEqual([["wiki"]]));
  heard.line(updated("another"));
  heard.line("{");
  heard.lost();
  await vi.waitFor(() => expect(played.woken.slice(2), "what cannot be read may be about each").toEqual([["shop", "wiki"]]));
  played.resume();
  await vi.waitFor(() => expect(played.woken.slice(3), "what came before it was subscribed").toEqual([["shop", "wiki"]]));
  await played.watch.settled();
});

test("one that ends is made again after longer and longer, with the next tool's key, and then all is looked at", async () => {
  const played = playing([sourceAt("shop", "ssh://ci@h:29418/shop"), sourceAt("wiki", "ssh://ci@h:29418/wiki")]);
  await played.watch.tick();
  for (const [count, url] of [
    [1, "shop"],
    [2, "wiki"],
    [3, "shop"],
    [4, "wiki"],
    [5, "shop"],
  ] as const) {
    const stream = await played.next(count);
    expect(stream.url).toBe(`ssh://ci@h:29418/${url}`);
    stream.end("away");
    await vi.waitFor(() => expect(played.waits).toHaveLength(count));
    expect(played.watch.problem(ToolName.parse("shop"))).toBe("away");
    played.resume();
  }
  expect(played.waits).toEqual([1000, 2000, 4000, 8000, 8000]);
  const steady = await played.next(6);
  steady.heard.begun(null);
  await vi.waitFor(() => expect(played.woken).toEqual([["shop", "wiki"]]));
  played.lasts(60_000);
  steady.end("cut");
  await vi.waitFor(() => expect(played.waits.slice(5)).toEqual([10_000, 1000]));
  await played.watch.settled();
});

test("one that no source wants any more ends, more than there may be are not made, and a hint that could not be written is kept", async () => {
  const all = [sourceAt("shop", "ssh://ci@h:29418/shop"), sourceAt("mine", "ssh://me@h:29418/shop")];
  const played = playing(all, 1);
  await played.watch.tick();
  const { heard } = await played.next(1);
  expect(played.watch.problem(ToolName.parse("mine"))).toContain("1 connections for events are open");
  played.fail(true);
  heard.line(updated("shop"));
  await vi.waitFor(() => expect(played.problems).toHaveLength(1));
  played.fail(false);
  await played.watch.tick();
  await vi.waitFor(() => expect(played.woken).toEqual([["shop"]]));
  all.shift();
  await played.watch.tick();
  await vi.waitFor(async () => {
    await played.watch.tick();
    expect(played.followed.map(({ url }) => url)).toEqual(["ssh://ci@h:29418/shop", "ssh://me@h:29418/shop"]);
  });
  expect(played.watch.problem(ToolName.parse("shop"))).toBe("not connected yet");
  await played.watch.settled();
});
