import { Digest, Moment } from "@sluice/contract";
import { expect, test } from "vitest";
import type { ImageMark } from "../ports/image-mark-store.ts";
import { atOnce } from "./in-turns.ts";
import { type HeldImage, type ImagesFacts, planImages } from "./plan-images.ts";

const hour = 3600_000;
const now = Date.UTC(2026, 0, 2);
const d = (n: number): Digest => Digest.parse(`sha256:${n.toString(16).padStart(64, "0")}`);
const held = (n: number, more: Partial<HeldImage> = {}): HeldImage => ({
  repository: "foo",
  digest: d(n),
  tags: ["t"],
  pushed: now - 100 * hour,
  parts: [],
  isAttached: false,
  ...more,
});
const mark = (n: number, state: ImageMark["state"], hours: number): ImageMark => ({
  digest: d(n),
  state,
  at: Moment.parse(new Date(now - hours * hour).toISOString()),
});
const plan = (facts: Partial<ImagesFacts>, marks: readonly ImageMark[] = []) =>
  atOnce(
    planImages({
      held: [],
      copies: [],
      names: new Map(),
      now,
      graceMs: 24 * hour,
      ...facts,
      marks: new Map(marks.map((one) => [one.digest, one])),
    }),
  );
const named = (n: number) => new Map([[d(n), { digest: d(n), tool: null, why: "v1 of foo is live", isSpare: false }]]);

test("marks what nothing names and lets it wait for its grace", () => {
  const { fates, mark: marked, due } = plan({ held: [held(1)] });
  expect(fates.get(d(1))).toEqual({ fate: "waits", why: "nothing names it; it goes after 2026-01-03 00:00 UTC" });
  expect([marked, due]).toEqual([[d(1)], []]);
});

test("lets go when the mark is as old as the grace, but not what was pushed again since", () => {
  const { fates, due } = plan({ held: [held(1), held(2, { pushed: now - hour })] }, [mark(1, "unnamed", 24), mark(2, "unnamed", 24)]);
  expect(due).toEqual([d(1)]);
  expect([fates.get(d(1))?.fate, fates.get(d(2))?.fate]).toEqual(["goes", "waits"]);
});

test("keeps what is named, in every repository, and takes its mark away", () => {
  const { fates, due, unmark } = plan({ held: [held(1), held(1, { repository: "foo-beta" })], names: named(1) }, [mark(1, "unnamed", 99)]);
  expect(fates.get(d(1))).toEqual({ fate: "stays", why: "v1 of foo is live" });
  expect([due, unmark]).toEqual([[], [d(1)]]);
});

test("keeps what somebody is about to use, what a named index names, and images that tools' images stand on", () => {
  const index = held(1, { parts: [d(2)] });
  const base = held(4, { repository: "sluice/run-packages" });
  const { fates } = plan(
    { held: [index, held(2), held(3), base], names: named(1) },
    [2, 3, 4].map((n) => mark(n, n === 3 ? "used" : "unnamed", 99)),
  );
  expect([1, 2, 3, 4].map((n) => fates.get(d(n))?.fate)).toEqual(["stays", "stays", "stays", "stays"]);
});

test("goes on with a removal that was cut off, and forgets marks of what has been gone for long", () => {
  const { resume, unmark } = plan({ held: [held(1)], names: named(1) }, [mark(1, "going", 1), mark(2, "unnamed", 24 * 40)]);
  expect([resume, unmark]).toEqual([[d(1)], [d(2)]]);
});

test("a copy in the engine without a manifest goes like any image", () => {
  expect(plan({ copies: [d(1)] }).mark).toEqual([d(1)]);
  expect(plan({ copies: [d(1)] }, [mark(1, "unnamed", 24)]).due).toEqual([d(1)]);
});

test("keeps the signatures of an image that stays, and lets those of one go that goes", () => {
  const signatures = (of: number, n: number, part: number) => [
    held(n, { tags: [`sha256-${d(of).slice("sha256:".length)}`], parts: [d(part)] }),
    held(part, { tags: [] }),
  ];
  const all = [held(1), ...signatures(1, 11, 12), held(2), ...signatures(2, 21, 22)];
  const marks = [1, 11, 12, 2, 21, 22].map((n) => mark(n, "unnamed", 99));
  const { fates, due } = plan({ held: all, names: named(1) }, marks);
  expect([1, 11, 12].map((n) => fates.get(d(n))?.why)).toEqual(Array(3).fill("v1 of foo is live"));
  expect(due).toEqual([d(2), d(21), d(22)]);
});
