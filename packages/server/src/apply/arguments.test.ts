import { expect, test } from "vitest";
import { readArguments } from "./arguments.ts";

test.each([
  [[], { directory: null, remove: false, flags: [] }],
  [["here"], { directory: "here", remove: false, flags: [] }],
  [["--data", "/d", "here", "--remove"], { directory: "here", remove: true, flags: ["--data", "/d"] }],
  [["here", "--data=/d", "--domain", "x"], { directory: "here", remove: false, flags: ["--data=/d", "--domain", "x"] }],
  // the second word is not swallowed: the server's own reader of flags refuses it by name
  [["here", "there"], { directory: "here", remove: false, flags: ["there"] }],
])("%j", (argv, wanted) => {
  expect(readArguments(argv)).toEqual(wanted);
});
