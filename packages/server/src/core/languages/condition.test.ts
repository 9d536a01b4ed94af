import { expect, test } from "vitest";
import { Condition } from "./condition.ts";
import { heldBy } from "./condition-holds.ts";
import { findFiles } from "./find-files.ts";

const files: Record<string, string> = {
  "a.txt": "one\ntwo 2\n",
  "b.lock": "",
  "deep/c.csproj": "",
  ".hidden.lock": "",
  "z.lock": "three\n",
};
const source = { files: Object.keys(files), read: async (path: string) => files[path] ?? null };

test.each([
  ["a.txt", "a.txt"],
  ["c.txt", null],
  [["c.txt", "b.lock"], "b.lock"],
  ["*.lock", "b.lock"],
  ["*/*.csproj", "deep/c.csproj"],
  ["*.csproj", null],
  [{ file: "*.lock", contains: "three" }, "z.lock"],
  [{ file: ["c.txt", "a.txt"], matches: "^two [0-9]$" }, "a.txt"],
  [{ file: "a.txt", contains: "one", matches: "^three" }, null],
  [{ any: ["c.txt", { all: ["a.txt", "b.lock"] }] }, "a.txt"],
  [{ all: ["b.lock", { any: ["c.txt", "d.txt"] }] }, null],
  [{ file: "b.lock", all: ["a.txt"] }, "b.lock"],
])("%j is held by %j", async (written, expected) => {
  expect(await heldBy(Condition.parse(written), source)).toBe(expected);
});

test.each([[{}], [{ contains: "x" }], [[]], ["/etc/passwd"], ["../x"], [{ file: "x", containz: "y" }], [{ any: [] }], [7]])(
  "does not take %j as a condition",
  (written) => {
    expect(Condition.safeParse(written).success).toBe(false);
  },
);

test("finds files in the order of their bytes, as bash does", () => {
  expect(findFiles("*", ["b", "a/x", "B", ".c", "ä"])).toEqual(["B", "b", "ä"]);
});
