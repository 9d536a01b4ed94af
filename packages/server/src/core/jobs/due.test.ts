import { expect, test } from "vitest";
import { dueMoments } from "./due.ts";
import { scheduleOf } from "./next.ts";

const hour = 3600_000;
const hourly = scheduleOf("@hourly", "UTC");
const minutely = scheduleOf("* * * * *", "UTC");

test("nothing is due before its time", () => {
  expect(dueMoments(hourly, "2026-05-01T10:00:00.000Z", "2026-05-01T10:59:59.999Z", hour)).toEqual({ run: null, missed: [], more: false });
});

test("what is due now is run", () => {
  expect(dueMoments(hourly, "2026-05-01T10:00:00.000Z", "2026-05-01T11:00:00.200Z", hour)).toEqual({
    run: "2026-05-01T11:00:00.000Z",
    missed: [],
    more: false,
  });
});

test("after a pause of the server the newest is run late and the older were missed", () => {
  expect(dueMoments(hourly, "2026-05-01T10:00:00.000Z", "2026-05-01T13:20:00.000Z", hour)).toEqual({
    run: "2026-05-01T13:00:00.000Z",
    missed: ["2026-05-01T11:00:00.000Z", "2026-05-01T12:00:00.000Z"],
    more: false,
  });
});

test("when even the newest is too late, all were missed", () => {
  const due = dueMoments(hourly, "2026-05-01T10:00:00.000Z", "2026-05-01T12:30:00.000Z", 10 * 60_000);
  expect(due.run).toBeNull();
  expect(due.missed).toEqual(["2026-05-01T11:00:00.000Z", "2026-05-01T12:00:00.000Z"]);
});

test("after a year the newest are named and the rest is only said, at no more cost", () => {
  const due = dueMoments(minutely, "2025-05-01T10:00:00.000Z", "2026-05-01T10:00:30.000Z", hour);
  expect(due.run).toBe("2026-05-01T10:00:00.000Z");
  expect(due.missed).toHaveLength(20);
  expect(due.missed.at(-1)).toBe("2026-05-01T09:59:00.000Z");
  expect(due.more).toBe(true);
});
