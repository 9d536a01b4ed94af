import { expect, test } from "vitest";
import { lineSatisfies, nearestVersion, newestFirst } from "./version-range.ts";

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

test.each([
  ["3.3", "~> 3.2", true],
  ["4.0", "~> 3.2", false],
  ["3.3", "~> 3.2.1", false],
  ["8.4", "^7.4|^8.0", true],
  ["21", "[17,22)", true],
  ["22", "[17,22)", false],
  ["21", "[17,)", true],
  ["1.24", ">=1.24.5", true],
])("%s in %s is %s", (line, range, expected) => {
  expect(lineSatisfies(line, range)).toBe(expected);
});

test("reads ~8.1 as Composer does where that is said", () => {
  expect([lineSatisfies("8.4", "~8.1"), lineSatisfies("8.4", "~8.1", "composer")]).toEqual([false, true]);
});

test.each([
  ["3.8", "3.11"],
  ["4", "3.13"],
  [">=3.12", "3.13"],
  ["3.11.4", "3.11"],
])("the nearest to %s is %s", (range, nearest) => {
  expect(nearestVersion(["3.11", "3.13"], range)).toBe(nearest);
});

test("sorts 3.9 before 3.10", () => {
  expect(newestFirst(["3.9", "3.10", "3.11"])).toEqual(["3.11", "3.10", "3.9"]);
});
