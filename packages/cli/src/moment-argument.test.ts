import { expect, it } from "vitest";
import { moment } from "./moment-argument.ts";

const now = (): number => Date.parse("2026-03-01T12:00:00.000Z");

it("reads how long ago", () => {
  expect(moment("90s", "since", now)).toBe("2026-03-01T11:58:30.000Z");
  expect(moment("2h", "since", now)).toBe("2026-03-01T10:00:00.000Z");
  expect(moment("3d", "since", now)).toBe("2026-02-26T12:00:00.000Z");
});

it("reads a moment, in the reader's zone unless it names one", () => {
  expect(moment("2026-03-01T14:30Z", "since")).toBe("2026-03-01T14:30:00.000Z");
  expect(moment("2026-03-01 14:30", "since")).toBe(new Date(2026, 2, 1, 14, 30).toISOString());
  expect(moment("2026-03-01", "since")).toBe(new Date(2026, 2, 1).toISOString());
});

it("refuses what is neither, and says what it takes", () => {
  for (const text of ["", "yesterday", "10", "10 m", "2026-13-45"]) expect(() => moment(text, "since")).toThrow(/--since is/);
});
