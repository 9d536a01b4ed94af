import { expect, test } from "vitest";
import { lineSatisfies, newestFirst } from "./version-range.ts";

test.each([
  ["3.13", ">=3.10", true],
  ["3.11", ">=3.11.4", true],
  ["3.11", ">3.11", false],
  ["3.13", ">=3.9, <3.13", false],
  ["3.11", "<3.11.5", true],
  ["3.13", "~=3.11", true],
  ["3.13", "~=3.11.2", false],
  ["3.11", "==3.11.*", true],
  ["3.11", "!=3.11.2", true],
  ["20", "^18 || >=20", true],
  ["20", "^18", false],
  ["20", "20.x", true],
  ["20", "18 - 20", true],
  ["20", ">=22", false],
  ["20", "*", true],
])("%s in %s is %s", (line, range, expected) => {
  expect(lineSatisfies(line, range)).toBe(expected);
});

test("sorts 3.9 before 3.10", () => {
  expect(newestFirst(["3.9", "3.10", "3.11"])).toEqual(["3.11", "3.10", "3.9"]);
});
