import { expect, test } from "vitest";
import { mendedVersion } from "./mended-version.ts";

test.each([
  ["2.2.2", ["2.3.2", "2.2.5"], "2.2.5"],
  ["2.3.1", ["2.2.5", "2.3.2"], "2.3.2"],
  ["1.9", ["1.10.0", "1.9.1"], "1.9.1"],
  ["v1.2.3", ["1.2.4"], "1.2.4"],
  ["3.0", ["2.2.5", "2.3.2"], "2.2.5, 2.3.2"],
  ["2.41-12+deb13u4", ["2.41-12+deb13u5"], "2.41-12+deb13u5"],
  ["1.0rc1", ["1.0", "1.1", "1.0"], "1.0, 1.1"],
  ["1.0", ["", " "], null],
  ["1.0", [], null],
])("for %s of %j names %s", (present, mended, named) => {
  expect(mendedVersion(present, mended)).toBe(named);
});
