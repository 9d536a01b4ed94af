import { expect, test } from "vitest";
import { relative, span } from "./times.ts";

test.each([
  [-5, "0.0 s"],
  [3149, "3.1 s"],
  [59_999, "59 s"],
  [12 * 60_000, "12 min"],
  [47 * 3_600_000, "47 h"],
  [48 * 3_600_000, "2 days"],
])("%i ms are %s", (ms, words) => {
  expect(span(ms)).toBe(words);
});

test.each([
  ["2026-03-01T09:48:00Z", "12 min ago"],
  ["2026-03-01T19:00:00Z", "in 9 h"],
  ["2026-03-01T10:00:04Z", "just now"],
])("%s is %s", (moment, words) => {
  expect(relative(moment, new Date("2026-03-01T10:00:00Z"))).toBe(words);
});
