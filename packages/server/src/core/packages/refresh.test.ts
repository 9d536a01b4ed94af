import type { BaseName } from "@sluice/contract";
import { expect, test } from "vitest";
import type { BaseRow, KnownSet, SetSide } from "../ports/package-store.ts";
import { createRefresh } from "./refresh.ts";

const now = "2026-11-22T12:00:00.000Z";
const daysAgo = (days: number): string => new Date(Date.parse(now) - days * 86_400_000).toISOString();

const known = (name: string, side: SetSide, usedDaysAgo: number, base: BaseName = "debian-13"): KnownSet => ({
  name,
  side,
  base,
  packages: [name],
  versions: null,
  baseContent: "old",
  baked: daysAgo(40),
  used: daysAgo(usedDaysAgo) as KnownSet["used"],
});

/** The store's promise, in memory: its contract suite holds the real one to it. */
function installation(sets: readonly KnownSet[], isNew: boolean, fails: readonly string[] = []) {
  const made: string[] = [];
  const problems: string[] = [];
  const bases = new Map<BaseName, BaseRow>();
  const never = (): never => {
    throw new Error("not asked for here");
  };
  const refresh = createRefresh({
    store: {
      claimBake: never,
      endBake: never,
      releaseBakes: never,
      putSet: never,
      renewSet: never,
      useSet: never,
      packageSet: never,
      forgetSet: never,
      packageSets: async () => sets,
      bases: async () => [...bases.values()],
      putBase: async (row) => void bases.set(row.base, row),
    },
    images: {
      refreshBase: async (base) => {
        made.push(base);
        return isNew;
      },
      baseContent: async () => "new",
      refreshSet: async (side, _base, packages) => {
        made.push(`${side} ${packages.join()}`);
        if (fails.includes(packages.join())) throw new Error("the mirror is away");
        return isNew;
      },
    },
    clock: { now: () => now, monotonic: () => 0 },
    inUse: async () => new Set(["runs"]),
    ahead: () => [{ base: "debian-13", packages: { build: ["offered"], run: [] } }],
    forgottenMs: 30 * 86_400_000,
    onProblem: (what, error) => problems.push(`${what}: ${String(error)}`),
  });
  return { refresh, made, problems, bases };
}

const row = (base: BaseName, days: number): BaseRow => ({
  base,
  checked: daysAgo(days) as BaseRow["checked"],
  changed: daysAgo(days) as BaseRow["changed"],
});

test("a base that is due is made again, then every set on it that is used: slim run images too, those that are made ahead, forgotten ones not", async () => {
  const sets = [
    known("fresh", "build", 1),
    known("static", "slim", 2),
    known("runs", "run", 90),
    known("forgotten", "run", 90),
    known("offered", "build", 90),
  ];
  const { refresh, made, problems, bases } = installation([...sets, known("other", "run", 1, "debian-12")], true);
  bases.set("debian-13", row("debian-13", 2));
  bases.set("debian-12", row("debian-12", 0));
  await refresh.beginDue(daysAgo(1));
  await refresh.idle();
  expect(made).toEqual(["debian-13", "build fresh", "slim static", "run runs", "build offered"]);
  expect(problems).toEqual([]);
  expect(bases.get("debian-13")).toEqual({ base: "debian-13", checked: now, changed: now });
  expect(bases.get("debian-12")).toEqual(row("debian-12", 0));
});

test("a base that is seen first is due only after its time, and one with nothing new keeps the day of its last change", async () => {
  const { refresh, made, bases } = installation([known("static", "slim", 1)], false);
  await refresh.beginDue(daysAgo(1));
  await refresh.idle();
  expect(made).toEqual([]);
  expect(bases.get("debian-13")).toEqual({ base: "debian-13", checked: now, changed: now });
  bases.set("debian-13", row("debian-13", 3));
  await refresh.beginDue(daysAgo(1));
  await refresh.idle();
  expect(made).toEqual(["debian-13", "slim static"]);
  expect(bases.get("debian-13")).toEqual({ ...row("debian-13", 3), checked: now });
});

test("a mirror that is away leaves the base due, and its problem is told", async () => {
  const { refresh, made, problems, bases } = installation([known("static", "slim", 1)], true, ["static"]);
  bases.set("debian-13", row("debian-13", 2));
  await refresh.beginDue(daysAgo(1));
  await refresh.idle();
  expect(problems).toEqual(["refreshing debian-13: Error: the mirror is away"]);
  expect(bases.get("debian-13")).toEqual(row("debian-13", 2));
  expect((await refresh.status()).find(({ base }) => base === "debian-13")).toMatchObject({
    refreshing: false,
    problem: "the mirror is away",
  });
  await refresh.beginDue(daysAgo(1));
  await refresh.idle();
  expect(made).toHaveLength(4);
});
