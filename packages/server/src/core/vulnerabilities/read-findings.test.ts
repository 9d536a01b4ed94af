import type { ScannerOutput } from "@sluice/contract";
import { expect, test } from "vitest";
import { ScannerFailed } from "../ports/vulnerability-scanner.ts";
import { readFindings } from "./read-findings.ts";

const flask = { id: "CVE-2023-30861", package: "flask", version: "2.2.2", severity: "high", fixed: "2.2.5", url: "https://example.org/x" };

const answers: Readonly<Record<ScannerOutput, unknown>> = {
  grype: {
    matches: [
      {
        vulnerability: {
          id: flask.id,
          severity: "High",
          dataSource: flask.url,
          fix: { versions: ["2.2.5", "2.3.2"], state: "fixed" },
        },
        artifact: { name: "flask", version: "2.2.2", type: "python" },
      },
    ],
  },
  trivy: {
    SchemaVersion: 2,
    Results: [
      { Target: "Python", Class: "lang-pkgs" },
      {
        Target: "Python",
        Vulnerabilities: [
          {
            VulnerabilityID: flask.id,
            PkgName: "flask",
            InstalledVersion: "2.2.2",
            FixedVersion: "2.2.5, 2.3.2",
            Severity: "HIGH",
            PrimaryURL: flask.url,
          },
        ],
      },
    ],
  },
  cyclonedx: {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    components: [{ "bom-ref": "pkg:pypi/flask@2.2.2", name: "flask", version: "2.2.2", type: "library" }],
    vulnerabilities: [
      {
        id: flask.id,
        source: { name: "x", url: flask.url },
        ratings: [{ severity: "medium" }, { severity: "high" }],
        recommendation: "Upgrade flask to version 2.2.5; upgrade again later",
        affects: [{ ref: "pkg:pypi/flask@2.2.2" }],
      },
      { id: "CVE-1", analysis: { state: "not_affected" }, affects: [{ ref: "pkg:pypi/flask@2.2.2" }] },
    ],
  },
  osv: {
    results: [
      {
        packages: [
          {
            package: { name: "flask", version: "2.2.2", ecosystem: "PyPI" },
            groups: [{ ids: [flask.id], max_severity: "7.5" }],
            vulnerabilities: [
              {
                id: flask.id,
                affected: [
                  { package: { name: "flask" }, ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed: "2.2.5" }] }] },
                ],
              },
            ],
          },
        ],
      },
    ],
  },
};

test.each(["grype", "trivy", "cyclonedx"] as const)("reads what %s answers", (output) => {
  expect(readFindings(output, JSON.stringify(answers[output]))).toEqual([flask]);
});

test("takes the version that grype suggests before those of other branches", () => {
  const match = {
    vulnerability: { id: "GHSA-1", severity: "High", fix: { versions: ["2.2.5", "2.3.2"] } },
    artifact: { name: "flask", version: "2.3.1" },
  };
  const fixedOf = (matchDetails: unknown) => readFindings("grype", JSON.stringify({ matches: [{ ...match, matchDetails }] }))[0]?.fixed;
  expect(fixedOf([{ type: "cpe-match" }, { fix: { suggestedVersion: "2.3.3" } }])).toBe("2.3.3");
  expect(fixedOf([{ type: "cpe-match" }])).toBe("2.3.2");
});

test("takes no CVE of an advisory of several for another name of it", () => {
  const match = {
    vulnerability: { id: "ELSA-1", severity: "High" },
    relatedVulnerabilities: [{ id: "CVE-1" }, { id: "CVE-2" }, { id: "GHSA-1" }],
    artifact: { name: "x", version: "1" },
  };
  expect(readFindings("grype", JSON.stringify({ matches: [match] }))[0]?.aliases).toEqual(["GHSA-1"]);
});

test("reads what osv-scanner answers, with the severity of its score", () => {
  expect(readFindings("osv", JSON.stringify(answers.osv))).toEqual([{ ...flask, url: `https://osv.dev/${flask.id}` }]);
});

test.each([
  ["grype", { matches: [] }],
  ["trivy", { SchemaVersion: 2 }],
  ["cyclonedx", { bomFormat: "CycloneDX" }],
  ["osv", { results: null }],
] as const)("takes an answer of %s without findings for none", (output, answer) => {
  expect(readFindings(output, JSON.stringify(answer))).toEqual([]);
});

test("takes the package from the reference when the answer does not list it, as VEX does", () => {
  const ref = "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg:npm/%40vue/runtime@3.5.0?x=y";
  const answer = { bomFormat: "CycloneDX", vulnerabilities: [{ id: "CVE-2", affects: [{ ref }] }] };
  expect(readFindings("cyclonedx", JSON.stringify(answer))).toMatchObject([
    { package: "@vue/runtime", version: "3.5.0", severity: "unknown" },
  ]);
});

test("gives each finding once, worst first, without links that are none", () => {
  const match = (id: string, severity: string, dataSource = "") => ({
    vulnerability: { id, severity, dataSource },
    artifact: { name: "x", version: "1" },
  });
  const matches = [match("A", "Low"), match("B", "Critical", "javascript:alert(1)"), match("A", "Low"), match("C", "odd")];
  expect(readFindings("grype", JSON.stringify({ matches })).map(({ id, severity, url }) => [id, severity, url])).toEqual([
    ["B", "critical", ""],
    ["A", "low", ""],
    ["C", "unknown", ""],
  ]);
});

test.each([
  ["no JSON at all", "Error: no database"],
  ["another scanner's JSON", JSON.stringify(answers.trivy)],
])("says so when it gets %s", (_what, text) => {
  expect(() => readFindings("grype", text)).toThrow(ScannerFailed);
});
