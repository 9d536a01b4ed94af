import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readFindings } from "../../src/core/vulnerabilities/read-findings.ts";

/** What a scanner of that version said of the list of a Python app, shortened. */
const said = (name: string): string => readFileSync(new URL(`../fixtures/scanner-answers/${name}.json`, import.meta.url), "utf8");
const asGrypeKnows = [
  {
    id: "GHSA-m2qf-hxjv-5gpq",
    package: "flask",
    version: "2.2.2",
    severity: "high",
    fixed: "2.2.5",
    url: "https://github.com/advisories/GHSA-m2qf-hxjv-5gpq",
  },
  {
    id: "CVE-2011-3374",
    package: "libapt-pkg7.0",
    version: "3.0.4",
    severity: "low",
    fixed: null,
    url: "https://security-tracker.debian.org/tracker/CVE-2011-3374",
  },
];

test("reads what grype 0.120.1 said, with the other ids of a finding", () => {
  const [flaskFound, aptFound] = asGrypeKnows;
  expect(readFindings("grype", said("grype-0.120.1"))).toEqual([{ ...flaskFound, aliases: ["CVE-2023-30861"] }, aptFound]);
});

const asTrivyKnows = [
  { ...asGrypeKnows[0], id: "CVE-2023-30861", url: "https://avd.aquasec.com/nvd/cve-2023-30861" },
  { ...asGrypeKnows[1], url: "https://avd.aquasec.com/nvd/cve-2011-3374" },
];

test("reads what trivy 0.69.3 said, the mended version of the branch that is there, and the other ids", () => {
  const [flaskFound, aptFound] = asTrivyKnows;
  expect(readFindings("trivy", said("trivy-0.69.3"))).toEqual([{ ...flaskFound, aliases: ["GHSA-m2qf-hxjv-5gpq"] }, aptFound]);
});

test("reads what trivy 0.69.3 said in CycloneDX", () => {
  expect(readFindings("cyclonedx", said("trivy-0.69.3-cyclonedx"))).toEqual(asTrivyKnows);
});

test("reads what grype 0.120.1 said in CycloneDX", () => {
  expect(readFindings("cyclonedx", said("grype-0.120.1-cyclonedx"))).toEqual(asGrypeKnows);
});
