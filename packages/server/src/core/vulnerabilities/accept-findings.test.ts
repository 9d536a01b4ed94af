import { type Acceptance, Moment, NewAcceptance, SluiceError, ToolName, UserName } from "@sluice/contract";
import { expect, test } from "vitest";
import { acceptFindings, type AcceptDependencies } from "./accept-findings.ts";

const now = Moment.parse("2026-01-01T00:00:00.000Z");
const ann = UserName.parse("ann");
const foo = ToolName.parse("foo");
const wish = (more: object) => NewAcceptance.parse({ findings: ["CVE-1"], until: "2026-02-01T00:00:00.000Z", why: "no path", ...more });

async function accept(more: object, present = 0) {
  const kept: Omit<Acceptance, "id">[] = [];
  const deps: AcceptDependencies = {
    clock: { now: () => now, monotonic: () => 0 },
    store: {
      tool: async (name) => (name === foo || name.startsWith("embargo-") ? { name, created: now, createdBy: ann } : null),
      acceptances: async () => [],
      acceptancesOf: async () => [],
      countAcceptances: async () => present,
      unaccept: async () => false,
      forgetAcceptances: async () => undefined,
      accept: async (wanted) => {
        kept.push(...wanted);
        return wanted.map((one, index) => ({ ...one, id: index + 1 }));
      },
    },
  };
  const failed = await acceptFindings(deps, ann, wish(more)).then(
    () => null,
    (error: unknown) => (error instanceof SluiceError ? error.message : error),
  );
  return { kept, failed };
}

test("keeps who accepts what, each finding once", async () => {
  const { kept } = await accept({ findings: ["CVE-1", "GHSA-1", "cve-1"], tool: "foo" });
  expect(kept.map(({ finding, tool, by, at }) => [finding, tool, by, at])).toEqual([
    ["cve-1", "foo", "ann", now],
    ["GHSA-1", "foo", "ann", now],
  ]);
  expect((await accept({})).kept).toMatchObject([{ finding: "CVE-1", tool: null, why: "no path" }]);
});

test.each([
  ["an end that is over", { until: "2025-12-31T00:00:00.000Z" }, /is over/],
  ["an end in more than a year", { until: "2027-02-01T00:00:00.000Z" }, /366 days at most/],
  ["a tool that is not there", { tool: "bar" }, /There is no tool bar/],
  ["an embargo, which nobody is told of", { tool: `embargo-${"a".repeat(20)}` }, /There is no tool embargo-/],
])("refuses %s", async (_what, more, said) => {
  const { kept, failed } = await accept(more);
  expect(failed).toMatch(said);
  expect(kept).toEqual([]);
});

test("refuses more than each scan can be held against", async () => {
  expect((await accept({}, 5000)).failed).toMatch(/take some back/);
});
