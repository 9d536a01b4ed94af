import { describe, expect, test } from "vitest";
import { next, scheduleOf } from "./next.ts";

function times(schedule: string, timezone: string, after: string, count: number): string[] {
  const read = scheduleOf(schedule, timezone);
  const found: string[] = [];
  for (let at = read.next(after); at !== null && found.length < count; at = read.next(at)) found.push(at.slice(0, 16));
  return found;
}

test.each([
  ["* * * * *", "UTC", "2026-05-01T10:00:30.500Z", "2026-05-01T10:01:00.000Z"],
  ["* * * * *", "UTC", "2026-05-01T10:01:00.000Z", "2026-05-01T10:02:00.000Z"],
  ["* * * * *", "UTC", "2026-05-01T10:00:59.999Z", "2026-05-01T10:01:00.000Z"],
  ["@hourly", "UTC", "2026-05-01T10:00:00.000Z", "2026-05-01T11:00:00.000Z"],
  ["@daily", "Europe/Berlin", "2026-05-01T10:00:00.000Z", "2026-05-01T22:00:00.000Z"],
  ["@weekly", "UTC", "2026-05-01T10:00:00.000Z", "2026-05-03T00:00:00.000Z"],
  ["@monthly", "UTC", "2026-05-01T10:00:00.000Z", "2026-06-01T00:00:00.000Z"],
  ["@yearly", "Asia/Kolkata", "2026-05-01T10:00:00.000Z", "2026-12-31T18:30:00.000Z"],
  ["0 0 29 2 *", "UTC", "2026-05-01T10:00:00.000Z", "2028-02-29T00:00:00.000Z"],
  ["0 9 * * 1-5", "America/New_York", "2026-05-01T14:00:00.000Z", "2026-05-04T13:00:00.000Z"],
  ["0 0 13 * 5", "UTC", "2026-05-01T10:00:00.000Z", "2026-05-08T00:00:00.000Z"],
])("%s in %s after %s comes %s", (schedule, timezone, after, expected) => expect(next(schedule, timezone, after)).toBe(expected));

describe("where the clock is set forward (Berlin, 29 March 2026, 02:00 becomes 03:00)", () => {
  test("a job at a skipped time runs once, at the jump", () => {
    expect(times("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00:00.000Z", 3)).toEqual([
      "2026-03-28T01:30",
      "2026-03-29T01:00",
      "2026-03-30T00:30",
    ]);
  });
  test("two skipped times and the jump's own are one run", () => {
    expect(times("0,30 2,3 29 3 *", "Europe/Berlin", "2026-03-28T12:00:00.000Z", 2)).toEqual(["2026-03-29T01:00", "2026-03-29T01:30"]);
  });
  test("a job of every half hour misses none", () => {
    expect(times("*/30 * * * *", "Europe/Berlin", "2026-03-29T00:10:00.000Z", 4)).toEqual([
      "2026-03-29T00:30",
      "2026-03-29T01:00",
      "2026-03-29T01:30",
      "2026-03-29T02:00",
    ]);
  });
});

describe("where the clock is set back (Berlin, 25 October 2026, 03:00 becomes 02:00)", () => {
  test("a job at a repeated time runs once, at the first", () => {
    expect(times("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00.000Z", 2)).toEqual(["2026-10-25T00:30", "2026-10-26T01:30"]);
  });
  test("asked between the two, it does not come again", () => {
    expect(next("30 2 * * *", "Europe/Berlin", "2026-10-25T01:10:00.000Z")).toBe("2026-10-26T01:30:00.000Z");
  });
  test("a job of every half hour runs in both hours", () => {
    expect(times("*/30 * * * *", "Europe/Berlin", "2026-10-25T00:10:00.000Z", 5)).toEqual([
      "2026-10-25T00:30",
      "2026-10-25T01:00",
      "2026-10-25T01:30",
      "2026-10-25T02:00",
      "2026-10-25T02:30",
    ]);
  });
});

test("a change of half an hour is no exception (Lord Howe)", () => {
  expect(times("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T00:00:00.000Z", 2)).toEqual(["2026-10-03T15:30", "2026-10-04T15:15"]);
});

test("a day that a zone left out counts as skipped (Apia, 30 December 2011)", () => {
  expect(times("0 12 30 12 *", "Pacific/Apia", "2011-12-01T00:00:00.000Z", 1)).toEqual(["2011-12-30T10:00"]);
});

test("over two years in many zones, every next moment is later, and a daily job comes once a day", () => {
  for (const timezone of ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran", "Africa/Casablanca", "UTC"]) {
    const found = times("30 2 * * *", timezone, "2026-01-01T00:00:00.000Z", 730);
    expect(found).toEqual(found.toSorted());
    const days = Date.parse(`${found.at(-1) ?? ""}Z`) - Date.parse(`${found[0] ?? ""}Z`);
    expect(Math.round(days / 86_400_000)).toBe(729);
  }
});
