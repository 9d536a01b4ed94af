import { expect, test } from "vitest";
import { lastDay } from "./last-day.ts";

test("ends with the day, in the reader's zone", () => {
  expect(lastDay("2026-12-31")).toBe(new Date(2027, 0, 1).toISOString());
  expect(lastDay("2028-02-29")).toBe(new Date(2028, 2, 1).toISOString());
});

test.each([undefined, "", "2026-02-30", "2026-13-01", "tomorrow", "2026-12-31T10:00"])("refuses %j and says what to give", (text) => {
  expect(() => lastDay(text)).toThrow(text === undefined ? "The last day is missing" : "--until is");
});
