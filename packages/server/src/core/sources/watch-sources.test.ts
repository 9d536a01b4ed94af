import { CommitHash, ToolName, UserName, type Moment } from "@sluice/contract";
import { expect, test, vi } from "vitest";
import type { SourceRow } from "../ports/source-store.ts";
import { nextLook } from "./pace.ts";
import { type WatchLimits, watchSources } from "./watch-sources.ts";

/** Of a source that nobody has looked at. */
const nothing = {
  looked: null,
  commit: null,
  build: null,
  problem: null,
  failures: 0,
  changed: null,
  wakes: 0,
  previews: "none" as const,
  previewsProblem: null,
  events: "none" as const,
};

const limits: WatchLimits = { least: 60, most: 1800, looks: 4, perHost: 2, backOff: 15, backOffMost: 600 };
const [second, minute, hour] = [1000, 60_000, 3_600_000];
const tickMs = 10 * second;
const downFrom = hour;
const downTo = 3 * hour;
const lookMs = 400;
const timeoutMs = 30 * second;
/** Of a look that waits for a tick, and for those before it. */
const slackMs = 3 * minute;

/** A generator with a seed (mulberry32), so that a failure can be played again. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Look {
  readonly tool: string;
  readonly host: string;
  readonly begun: number;
  readonly ended: number;
  readonly isNew: boolean;
}

/** Six hosts with ten sources each over six hours. `down.test` does not answer from the first hour to the third. */
async function play(seed: number) {
  const fraction = random(seed);
  const begin = Date.UTC(2026, 0, 1);
  let now = 0;
  const iso = (ms: number): string => new Date(begin + ms).toISOString();
  const hosts = ["down.test", "a.test", "b.test", "c.test", "d.test", "e.test"];
  const rows = new Map<ToolName, SourceRow>();
  const changesEvery = new Map<ToolName, number>();
  for (let n = 0; n < 60; n += 1) {
    const tool = ToolName.parse(`tool-${n}`);
    const url = `https://${hosts[n % hosts.length]}/${tool}.git`;
    const row = { tool, url, branch: "main", by: UserName.parse("ada"), set: iso(0) as Moment, next: iso(0) as Moment, ...nothing };
    rows.set(tool, row);
    changesEvery.set(tool, n % 3 === 0 ? Infinity : (0.2 + 5 * fraction()) * hour);
  }
  const events: { readonly at: number; readonly happen: () => void }[] = [];
  const looks: Look[] = [];
  const running = new Map<string, number>();
  const twice: string[] = [];
  let [atOnce, most, mostOfHost] = [0, 0, 0];

  const watch = watchSources(
    {
      clock: { now: () => iso(now), monotonic: () => now },
      fraction,
      onProblem: (what, error) => {
        throw new Error(what, { cause: error });
      },
      stopping: new AbortController().signal,
      store: {
        source: async (tool) => rows.get(tool) ?? null,
        dueSources: async (at, atMost) =>
          [...rows.values()]
            .filter(({ next }) => next <= at)
            .toSorted((a, b) => (a.next < b.next ? -1 : 1))
            .slice(0, atMost),
        putOffLook: async (source, next) => void rows.set(source.tool, { ...source, next: next as Moment }),
      },
      check(source) {
        const { tool } = source;
        const { host } = new URL(source.url);
        const begun = now;
        if (running.has(tool)) twice.push(tool);
        running.set(tool, now);
        atOnce += 1;
        most = Math.max(most, atOnce);
        mostOfHost = Math.max(
          mostOfHost,
          [...running.keys()].filter((one) => new URL(rows.get(one as ToolName)?.url ?? "").host === host).length,
        );
        const away = host === "down.test" && now >= downFrom && now < downTo;
        return new Promise((resolve) => {
          const happen = (): void => {
            atOnce -= 1;
            running.delete(tool);
            const commit = CommitHash.parse(
              Math.floor(now / (changesEvery.get(tool) ?? 1))
                .toString(16)
                .padStart(40, "0"),
            );
            const found = away ? null : commit;
            const failures = away ? source.failures + 1 : 0;
            const isNew = found !== null && found !== source.commit;
            looks.push({ tool, host, begun, ended: now, isNew });
            const next = nextLook(limits, iso(now), source, failures, found, fraction()) as Moment;
            const changed = isNew ? iso(now) : source.changed;
            rows.set(tool, { ...source, failures, next, changed, commit: found ?? source.commit });
            resolve({ outcome: away ? "unreachable" : "current", commit: found, build: null, reason: "", away });
          };
          events.push({ at: now + (away ? timeoutMs : lookMs), happen });
          events.sort((a, b) => a.at - b.at);
        });
      },
    },
    limits,
  );
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  for (let tick = 0; tick < 6 * hour; tick += tickMs) {
    for (let event = events[0]; event !== undefined && event.at <= tick; event = events[0]) {
      events.shift();
      now = event.at;
      event.happen();
      await settle();
    }
    now = tick;
    await watch.tick();
  }
  return { looks, twice, most, mostOfHost, tools: [...rows.values()] };
}

test.each([1, 2])("six hours of 60 sources, played with seed %i, stay within every bound", async (seed) => {
  const { looks, twice, most, mostOfHost, tools } = await play(seed);
  expect(twice).toEqual([]);
  expect(most).toBe(limits.looks);
  expect(mostOfHost).toBeLessThanOrEqual(limits.perHost);

  const wrong: string[] = [];
  for (const { tool } of tools.filter(({ url }) => !url.includes("down.test"))) {
    const own = looks.filter((look) => look.tool === tool);
    if (own.length < 10) wrong.push(`${tool} was looked at ${own.length} times`);
    for (const [at, look] of own.entries()) {
      const next = own[at + 1]?.begun ?? null;
      const gap = (next ?? 6 * hour) - look.ended;
      if (next !== null && gap < 0.8 * limits.least * second) wrong.push(`${tool} again after ${gap} ms`);
      if (gap > 1.2 * limits.most * second + slackMs) wrong.push(`${tool} only after ${gap} ms`);
      if (look.isNew && gap > 1.2 * limits.least * second + slackMs) wrong.push(`${tool} had just changed, and again only after ${gap} ms`);
    }
  }
  expect(wrong).toEqual([]);
});

test.each([4, 5])(
  "a host that is away (seed %i) is asked seldom, and all its sources are looked at soon after it is back",
  async (seed) => {
    const { looks, tools } = await play(seed);
    const ofHost = looks.filter(({ host }) => host === "down.test");
    const whileAway = ofHost.filter(({ begun }) => begun > downFrom + 2 * minute && begun < downTo);
    expect(whileAway.length).toBeGreaterThan(5);
    expect(whileAway.length).toBeLessThan(25);
    const back = ofHost.filter(({ begun }) => begun >= downTo && begun < downTo + 30 * minute);
    const there = tools.filter(({ url }) => url.includes("down.test"));
    expect(new Set(back.map(({ tool }) => tool)).size).toBe(there.length);
  },
);

/** Sources of one host that are due until they were looked at, as often as is said. */
function lane(due: ReadonlyMap<ToolName, number>, perHost: number) {
  const left = new Map(due);
  const looked: ToolName[] = [];
  const at = "2026-01-01T00:00:00.000Z" as Moment;
  const rows = [...due.keys()].map((tool) => ({
    tool,
    url: `https://a.test/${tool}.git`,
    branch: "main",
    by: UserName.parse("ada"),
    set: at,
    next: at,
    ...nothing,
  }));
  const reads: (() => void)[] = [];
  const watch = watchSources(
    {
      clock: { now: () => at, monotonic: () => 0 },
      fraction: () => 0.5,
      onProblem: (what, error) => {
        throw new Error(what, { cause: error });
      },
      stopping: new AbortController().signal,
      store: {
        source: async () => null,
        putOffLook: async () => undefined,
        async dueSources() {
          const found = rows.filter(({ tool }) => (left.get(tool) ?? 0) > 0);
          await Promise.all(reads.splice(0).map(async (read) => read()));
          return found;
        },
      },
      async check({ tool }) {
        looked.push(tool);
        await new Promise((resolve) => setImmediate(resolve));
        left.set(tool, (left.get(tool) ?? 0) - 1);
        return { outcome: "current", commit: null, build: null, reason: "", away: false };
      },
    },
    { ...limits, perHost },
  );
  return { watch, looked, left, reads };
}

test("what there was no room for begins when a look ends, and what was woken while it was looked at is looked at again", async () => {
  const [a, b, c] = ["a", "b", "c"].map((name) => ToolName.parse(`tool-${name}`)) as [ToolName, ToolName, ToolName];
  const { watch, looked } = lane(
    new Map([
      [a, 1],
      [b, 2],
      [c, 1],
    ]),
    1,
  );
  await watch.tick();
  await vi.waitFor(() => expect(looked.toSorted()).toEqual([a, b, b, c]), { timeout: 10_000 });
  await watch.settled();
});

test("a wake-up while what is due is being read is not lost", async () => {
  const tool = ToolName.parse("tool-late");
  const { watch, looked, left, reads } = lane(new Map([[tool, 0]]), 1);
  reads.push(() => {
    left.set(tool, 1);
    void watch.tick();
  });
  await watch.tick();
  await watch.settled();
  expect(looked).toEqual([tool]);
});

test("a source that fails again and again is asked at most every two hours, and as often as before when it is well", () => {
  const now = "2026-01-02T00:00:00.000Z";
  const row = { set: now as Moment, changed: now, commit: null };
  const wait = (failures: number): number => (Date.parse(nextLook(limits, now, row, failures, null, 0.5)) - Date.parse(now)) / 1000;
  expect([0, 1, 2, 3, 6, 7, 50].map(wait)).toEqual([60, 120, 240, 480, 3840, 7200, 7200]);
});
