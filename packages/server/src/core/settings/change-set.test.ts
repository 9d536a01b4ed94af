import { SettingsChange, settingLimits } from "@sluice/contract";
import { expect, test } from "vitest";
import { changeSet } from "./change-set.ts";
import { decodeSet, emptySet, encodeSet } from "./settings-set.ts";

const change = (part: object) => SettingsChange.parse(part);
const secret = (name: string, value: string) => ({ name, value, secret: true });

test("sets many at once, and keeps in each value the version in which it came", () => {
  const first = changeSet(
    emptySet,
    change({ set: [{ name: "A", value: "1" }, secret("B", "two")], files: [{ path: "my.cnf", content: "eA==" }] }),
    1,
  );
  expect(first.changed).toEqual(["A", "B", "my.cnf"]);
  const second = changeSet(first.set, change({ set: [{ name: "A", value: "2" }, secret("B", "two")] }), 2);
  expect(second.changed).toEqual(["A"]);
  expect([...second.set.values].map(([name, { since }]) => [name, since])).toEqual([
    ["A", 2],
    ["B", 1],
  ]);
});

test("the same values again change nothing, and neither does unsetting and setting at once", () => {
  const { set } = changeSet(emptySet, change({ set: [{ name: "A", value: "1" }] }), 1);
  expect(changeSet(set, change({ set: [{ name: "A", value: "1" }] }), 2).changed).toEqual([]);
  expect(changeSet(set, change({ unset: ["A"], set: [{ name: "A", value: "1" }] }), 2).changed).toEqual([]);
});

test("a mark for the build stays until it is taken away, and is a change", () => {
  const { set } = changeSet(emptySet, change({ set: [{ name: "A", value: "1", build: true }] }), 1);
  expect(changeSet(set, change({ set: [{ name: "A", value: "1" }] }), 2).changed).toEqual([]);
  expect(changeSet(set, change({ set: [{ name: "A", value: "1", build: false }] }), 2).changed).toEqual(["A"]);
});

test("a secret never becomes readable by being set as a plain setting; the other way is fine", () => {
  const { set } = changeSet(emptySet, change({ set: [secret("A", "1")] }), 1);
  expect(() => changeSet(set, change({ set: [{ name: "A", value: "2" }] }), 2)).toThrow("is a secret");
  const plain = changeSet(emptySet, change({ set: [{ name: "A", value: "1" }] }), 1);
  expect(changeSet(plain.set, change({ set: [secret("A", "1")] }), 2).changed).toEqual(["A"]);
});

test("refuses to unset what is not there, and more than fits", () => {
  expect(() => changeSet(emptySet, change({ unset: ["A"] }), 1)).toThrow("There is no setting A.");
  expect(() => changeSet(emptySet, change({ unsetFiles: ["a"] }), 1)).toThrow("There is no secret file a.");
  const large = Array.from({ length: 9 }, (_, n) => ({ name: `A${n}`, value: "x".repeat(settingLimits.valueBytes) }));
  expect(() => changeSet(emptySet, change({ set: large }), 1)).toThrow("fit a process");
});

test("a set is the same after it was stored", () => {
  const { set } = changeSet(emptySet, change({ set: [secret("A", 'é"\n')], files: [{ path: "a/b", content: "AAE=" }] }), 3);
  const again = decodeSet(encodeSet(set));
  expect(again.values.get("A")?.value.reveal()).toBe('é"\n');
  expect(encodeSet(again)).toBe(encodeSet(set));
});

test.each(["PORT", "HOME", "PATH", "CNB_APP_DIR", "SLUICE_TOKEN", "1A", "A-B", "", "A=B"])("refuses the name %j", (name) => {
  expect(SettingsChange.safeParse({ set: [{ name, value: "1" }] }).success).toBe(false);
});

test.each(["/etc/passwd", "../x", "a/../b", "a//b", "/run/secrets/", "a b", "/run/secrets/../x", "~/x"])("refuses the path %j", (path) => {
  expect(SettingsChange.safeParse({ files: [{ path, content: "" }] }).success).toBe(false);
});
