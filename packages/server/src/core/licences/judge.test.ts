import type { LicenceStatement } from "@sluice/contract";
import { expect, test } from "vitest";
import { judge } from "./judge.ts";

const osi = new Set(["osi-approved"]);
const text = (expression: string | null, more: Partial<LicenceStatement> = {}): LicenceStatement => ({
  file: "LICENSE",
  by: "text",
  expression,
  says: expression ?? "is no licence of SPDX's list",
  ...more,
});
const metadata = (expression: string | null, says = expression ?? "my own"): LicenceStatement => ({
  file: "package.json",
  by: "metadata",
  expression,
  says,
});

test.each<[string, LicenceStatement[], string, string | null]>([
  ["nothing is said", [], "missing", null],
  ["a text that is approved", [text("MIT")], "allowed", "MIT"],
  ["metadata alone", [metadata("MIT")], "allowed", "MIT"],
  ["metadata that says more of the text's version", [text("GPL-3.0-only"), metadata("GPL-3.0-or-later")], "allowed", "GPL-3.0-or-later"],
  ["two texts to choose from", [text("MIT"), text("Apache-2.0", { file: "LICENSE-APACHE" })], "allowed", "MIT OR Apache-2.0"],
  ["one of two texts that nobody knows", [text("MIT"), text(null, { file: "LICENSE-art" })], "allowed", "MIT"],
  ["what npm init writes beside a text", [text("MIT"), metadata("ISC")], "contradictory", "MIT"],
  ["metadata that forbids beside a text", [text("MIT"), metadata("NONE")], "not-allowed", "MIT"],
  ["a text that is not approved", [text("CC-BY-NC-4.0")], "not-allowed", "CC-BY-NC-4.0"],
  ["a text that nobody knows, whatever the metadata say", [text(null), metadata("ISC")], "unknown", null],
  ["metadata that nobody knows", [metadata(null)], "unknown", null],
  ["metadata that forbid", [metadata("NONE")], "not-allowed", "NONE"],
  ["a text with more in it that the metadata name", [text(null, { holds: ["BSD-3-Clause", "MIT"] }), metadata("MIT")], "allowed", "MIT"],
  ["a text with more in it", [text(null, { holds: ["MIT"] })], "unknown", null],
])("judges %s", (_what, statements, verdict, expression) => {
  const found = judge(statements, osi);
  expect(found).toMatchObject({ verdict, expression });
  expect(found.why === "").toBe(verdict === "allowed");
});

test("says which files contradict", () => {
  expect(judge([text("MIT"), metadata("ISC")], osi).why).toBe("LICENSE says MIT, and package.json says ISC");
});
