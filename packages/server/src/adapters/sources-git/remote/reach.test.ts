import { expect, test } from "vitest";
import { tooOld } from "./reach.ts";

test("a git that cannot be kept to an address reads nothing by a name", () => {
  expect(["git version 2.37.0", "git version 2.39.5", "git version 3.0.1"].map(tooOld)).toEqual([null, null, null]);
  expect(tooOld("git version 2.36.9")).toContain("2.37");
  expect(tooOld("")).toContain("2.37");
});
