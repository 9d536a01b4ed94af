import { Digest, Moment, type Scan, ToolName, UserName } from "@sluice/contract";
import { expect, test } from "vitest";
import { found, noneFound } from "../../../test/fixtures/found.ts";
import { judgeScan } from "./judge-scan.ts";

const scan = (more: Partial<Scan>): Scan => ({
  tool: ToolName.parse("a1"),
  image: Digest.parse(`sha256:${"a".repeat(64)}`),
  at: Moment.parse("2026-01-01T00:00:00.000Z"),
  problem: null,
  found: [],
  counts: noneFound,
  accepted: 0,
  ...more,
});

test("refuses from the severity on that is asked for, and warns only where that is asked for", () => {
  const bad = scan({ found: [found("critical"), found("low", "CVE-2")] });
  expect(judgeScan({ policy: "required", severity: "high" }, bad)).toMatchObject({
    refused: "1 vulnerable package of severity high or worse",
    ours: false,
    lines: expect.arrayContaining(["  critical  flask 1  CVE-1  mended in 2"]) as unknown,
  });
  expect(judgeScan({ policy: "warn", severity: "low" }, bad)).toMatchObject({ refused: null });
  expect(judgeScan({ policy: "warn", severity: "low" }, bad).lines[0]).toContain("warning: 2 vulnerable packages");
  expect(judgeScan({ policy: "required", severity: "high" }, scan({ found: [found("medium"), found("unknown")] }))).toEqual({
    lines: [],
    refused: null,
    ours: false,
  });
});

test("is the platform's fault when the scanner says nothing", () => {
  const failed = scan({ problem: "the scanner took more than 1 s" });
  expect(judgeScan({ policy: "required", severity: "high" }, failed)).toMatchObject({ ours: true, refused: expect.any(String) as unknown });
  expect(judgeScan({ policy: "warn", severity: "high" }, failed)).toMatchObject({ refused: null });
});

test("lets through what admins accept, says that they do, and refuses the rest", () => {
  const until = Moment.parse("2026-02-01T00:00:00.000Z");
  const accepted = { ...found("critical"), accepted: { tool: null, until, why: "not reachable", by: UserName.parse("ann") } };
  const taken = scan({ found: [accepted], accepted: 1 });
  expect(judgeScan({ policy: "required", severity: "high" }, taken)).toEqual({
    lines: ["1 known vulnerability is accepted by admins."],
    refused: null,
    ours: false,
  });
  const both = scan({ found: [accepted, found("high", "CVE-2")], accepted: 1 });
  expect(judgeScan({ policy: "required", severity: "high" }, both)).toMatchObject({
    refused: "1 vulnerable package of severity high or worse",
    lines: expect.not.arrayContaining([expect.stringContaining("CVE-1")]) as unknown,
  });
});
