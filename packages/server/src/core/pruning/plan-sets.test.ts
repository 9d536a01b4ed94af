import { Moment } from "@sluice/contract";
import { expect, test } from "vitest";
import type { PlatformImage } from "../ports/engine-stock.ts";
import type { KnownSet } from "../ports/package-store.ts";
import { planSets, type SetsFacts } from "./plan-sets.ts";

const now = Date.parse("2026-03-01T12:00:00.000Z");
const day = 24 * 3_600_000;
const at = (daysAgo: number): Moment => Moment.parse(new Date(now - daysAgo * day).toISOString());

const row = (name: string, usedDaysAgo: number, more: Partial<KnownSet> = {}): KnownSet => ({
  name,
  side: "run",
  base: "debian-13",
  packages: ["b", "a"],
  versions: null,
  baseContent: "",
  baked: at(90),
  used: at(usedDaysAgo),
  ...more,
});
const image = (kind: PlatformImage["kind"], name: string, more: Partial<PlatformImage> = {}): PlatformImage => ({
  kind,
  name,
  bytes: 5,
  made: at(60),
  isUsed: false,
  ...more,
});
const facts: SetsFacts = {
  rules: { graceMs: day, setsMs: 30 * day },
  now,
  pressed: false,
  rows: [],
  pushed: new Map(),
  images: [],
  standing: new Map(),
  ahead: [],
};
const fateOf = (of: Partial<SetsFacts>, name = "x"): string => {
  const { things } = planSets({ ...facts, ...of });
  const { fate, why } = things.find(({ platform }) => platform?.name === name) ?? { fate: "none", why: "" };
  return `${fate}: ${why}`;
};
const ahead = [{ base: "debian-13" as const, packages: { build: [], run: ["a", "b"] } }];

test.each([
  ["no build used it for 30 days", { rows: [row("x", 30)] }, /^goes: no build has used it for 30 days$/],
  ["a build used it 29 days ago", { rows: [row("x", 29)] }, /^waits: a build used it on 2026-01-31/],
  ["an image stands on it", { rows: [row("x", 99)], standing: new Map([["x", "an image of foo"]]) }, /^stays: an image of foo stands/],
  ["it is made ahead", { rows: [row("x", 99)], ahead }, /^stays: it is made ahead/],
  ["a container is of it", { rows: [row("x", 99)], images: [image("set", "x", { isUsed: true })] }, /^stays: a container/],
  ["the disk has little room", { rows: [row("x", 2)], pressed: true }, /^goes: .* little room$/],
  ["the disk has little room, but a build used it today", { rows: [row("x", 0.5)], pressed: true }, /^waits/],
  ["it is left of a removal that was cut off", { images: [image("set", "x")], pushed: new Map([["x", now - 2 * day]]) }, /^goes/],
  ["it is just being made", { images: [image("set", "x", { made: at(0) })] }, /^waits: no build uses it; its grace/],
  ["an image from before rows were kept stands on it", { pushed: new Map([["x", 0]]), standing: new Map([["x", "i"]]) }, /^stays/],
] satisfies [string, Partial<SetsFacts>, RegExp][])("of a set when %s", (_when, of, said) => expect(fateOf(of)).toMatch(said));

test("a base goes after the last set on it, and what was made again when no container of it is left", () => {
  const base = [image("base", "debian-12")];
  const on = (usedDaysAgo: number) => [row("y", usedDaysAgo, { base: "debian-12" })];
  expect(fateOf({ images: base, rows: on(1) }, "debian-12")).toBe("stays: package sets stand on it");
  expect(fateOf({ images: base, rows: on(40) }, "debian-12")).toBe("goes: no package set stands on it");
  expect(fateOf({ images: [image("base", "debian-13")], ahead }, "debian-13")).toMatch(/^stays/);
  expect(fateOf({ images: [image("base", "debian-12", { made: at(0.5) })] }, "debian-12")).toMatch(/^waits/);
  expect(fateOf({ images: [image("former", "sha256:1")] }, "sha256:1")).toMatch(/^goes/);
  expect(fateOf({ images: [image("former", "sha256:1", { isUsed: true })] }, "sha256:1")).toMatch(/^waits/);
});

test("names a set by what is in it, with what its removal frees, and says of its run image what becomes of it", () => {
  const { things, sets } = planSets({ ...facts, rows: [row("0123456789abcdef", 40)], images: [image("set", "0123456789abcdef")] });
  expect(things).toEqual([
    expect.objectContaining({ kind: "package-set", name: "run debian-13 0123456789ab: b, a", bytes: 5, fate: "goes" }),
  ]);
  expect(sets.get("0123456789abcdef")?.fate).toBe("goes");
});
