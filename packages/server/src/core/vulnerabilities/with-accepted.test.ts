import { type Acceptance, Digest, FindingId, Moment, ToolName, UserName, type Vulnerability } from "@sluice/contract";
import { expect, test } from "vitest";
import type { KeptScan } from "../ports/scan-store.ts";
import { withAccepted } from "./with-accepted.ts";

const at = Moment.parse("2026-01-01T00:00:00.000Z");
const found = (id: string, aliases: string[] = []): Vulnerability => ({
  id,
  aliases,
  package: "x",
  version: "1",
  severity: "high",
  fixed: null,
  url: "",
});
const scan = (all: readonly Vulnerability[]): KeptScan => ({
  tool: ToolName.parse("foo"),
  image: Digest.parse(`sha256:${"a".repeat(64)}`),
  at,
  problem: null,
  found: [...all],
  counts: { critical: 0, high: all.length, medium: 0, low: 0, negligible: 0, unknown: 0 },
});
const acceptance = (finding: string, tool: string | null, why = "x"): Acceptance => ({
  id: 1,
  finding: FindingId.parse(finding),
  tool: tool === null ? null : ToolName.parse(tool),
  until: at,
  why,
  by: UserName.parse("ann"),
  at,
});
const marks = (said: readonly Acceptance[], all: readonly Vulnerability[]) => {
  const { found: shown, counts, accepted } = withAccepted(scan(all), said);
  return { shown: shown.map(({ id, accepted: as }) => `${id} ${as?.why ?? "-"}`), high: counts.high, accepted };
};

test("marks what is accepted by any of its ids and does not count it", () => {
  const all = [found("GHSA-aaaa", ["CVE-1"]), found("CVE-2"), found("CVE-3")];
  expect(marks([acceptance("cve-1", null, "no path"), acceptance("CVE-2", "foo", "ours")], all)).toEqual({
    shown: ["GHSA-aaaa no path", "CVE-2 ours", "CVE-3 -"],
    high: 1,
    accepted: 2,
  });
});

test("shows what was said of the tool before what was said of all", () => {
  const both = [acceptance("CVE-1", "foo", "of foo"), acceptance("CVE-1", null, "of all")];
  expect(marks(both, [found("CVE-1")]).shown).toEqual(["CVE-1 of foo"]);
  expect(marks([acceptance("GHSA-1", "foo", "of foo"), acceptance("CVE-1", null, "of all")], [found("CVE-1", ["GHSA-1"])]).shown).toEqual([
    "CVE-1 of foo",
  ]);
});

test("leaves a scan as it is where nothing is accepted", () => {
  expect(marks([acceptance("CVE-9", null)], [found("CVE-1")])).toEqual({ shown: ["CVE-1 -"], high: 1, accepted: 0 });
});
