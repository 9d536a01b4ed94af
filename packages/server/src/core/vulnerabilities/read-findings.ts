import { type ScannerOutput, Severity, type Vulnerability } from "@sluice/contract";
import { z } from "zod";
import { ScannerFailed } from "../ports/vulnerability-scanner.ts";

type Found = Omit<Vulnerability, "severity"> & { readonly severity: string };

/** CycloneDX 1.4 and later, "vulnerabilities": VEX, and what grype and trivy write as `cyclonedx-json`. */
const CycloneDx = z
  .object({
    bomFormat: z.literal("CycloneDX"),
    components: z.array(z.object({ "bom-ref": z.string().optional(), name: z.string(), version: z.string().default("") })).default([]),
    vulnerabilities: z
      .array(
        z.object({
          id: z.string(),
          source: z.object({ url: z.string().optional() }).optional(),
          ratings: z.array(z.object({ severity: z.string().optional() })).default([]),
          recommendation: z.string().optional(),
          analysis: z.object({ state: z.string().optional() }).optional(),
          affects: z.array(z.object({ ref: z.string() })).default([]),
        }),
      )
      .default([]),
  })
  .transform(({ components, vulnerabilities }): readonly Found[] => {
    const byRef = new Map(components.flatMap((one) => (one["bom-ref"] === undefined ? [] : [[one["bom-ref"], one] as const])));
    return vulnerabilities
      .filter(({ analysis }) => !["not_affected", "false_positive", "resolved"].includes(analysis?.state ?? ""))
      .flatMap(({ id, source, ratings, recommendation, affects }) =>
        affects.map(({ ref }) => {
          const named = byRef.get(ref) ?? fromPurl(ref);
          const fixed = /\bto (?:version )?v?(\d\S*?)[.;,]?(?:\s|$)/i.exec(recommendation ?? "")?.[1] ?? null;
          const severity = worst(ratings.map((rating) => rating.severity ?? ""));
          return { id, package: named.name, version: named.version, severity, fixed, url: source?.url ?? "" };
        }),
      );
  });

/** `pkg:npm/%40vue/runtime@3.5.0?x#y`, also at the end of a `urn:cdx:` reference. */
function fromPurl(ref: string): { readonly name: string; readonly version: string } {
  const [, name = ref, version = ""] = /(?:^|#)pkg:[^/]+\/([^@?#]+)(?:@([^?#]*))?/.exec(ref) ?? [];
  return { name: decoded(name), version: decoded(version) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `grype --output json` */
const Grype = z
  .object({
    matches: z.array(
      z.object({
        vulnerability: z.object({
          id: z.string(),
          severity: z.string().default(""),
          dataSource: z.string().default(""),
          fix: z.object({ versions: z.array(z.string()).nullish() }).nullish(),
        }),
        artifact: z.object({ name: z.string(), version: z.string().default("") }),
      }),
    ),
  })
  .transform(({ matches }): readonly Found[] =>
    matches.map(({ vulnerability: { id, severity, dataSource, fix }, artifact }) => ({
      id,
      package: artifact.name,
      version: artifact.version,
      severity,
      fixed: fix?.versions?.[0] ?? null,
      url: dataSource,
    })),
  );

/** `trivy sbom --format json` */
const Trivy = z
  .object({
    SchemaVersion: z.number(),
    Results: z
      .array(
        z.object({
          Vulnerabilities: z
            .array(
              z.object({
                VulnerabilityID: z.string(),
                PkgName: z.string(),
                InstalledVersion: z.string().default(""),
                FixedVersion: z.string().default(""),
                Severity: z.string().default(""),
                PrimaryURL: z.string().default(""),
              }),
            )
            .nullish(),
        }),
      )
      .nullish(),
  })
  .transform(({ Results }): readonly Found[] =>
    (Results ?? []).flatMap(({ Vulnerabilities }) =>
      (Vulnerabilities ?? []).map((one) => ({
        id: one.VulnerabilityID,
        package: one.PkgName,
        version: one.InstalledVersion,
        severity: one.Severity,
        // of several branches, as in "1.2.3, 2.0.1"
        fixed: one.FixedVersion === "" ? null : (one.FixedVersion.split(",")[0] ?? null),
        url: one.PrimaryURL,
      })),
    ),
  );

const OsvEvent = z.object({ fixed: z.string().optional() });
/** `osv-scanner --format json`; advisories as in the OSV schema (https://ossf.github.io/osv-schema/). */
const Osv = z
  .object({
    results: z
      .array(
        z.object({
          packages: z.array(
            z.object({
              package: z.object({ name: z.string(), version: z.string().default("") }),
              groups: z.array(z.object({ ids: z.array(z.string()), max_severity: z.string().default("") })).default([]),
              vulnerabilities: z
                .array(
                  z.object({
                    id: z.string(),
                    affected: z
                      .array(
                        z.object({
                          package: z.object({ name: z.string() }).optional(),
                          ranges: z.array(z.object({ events: z.array(OsvEvent) })).nullish(),
                        }),
                      )
                      .nullish(),
                  }),
                )
                .default([]),
            }),
          ),
        }),
      )
      .nullish(),
  })
  .transform(({ results }): readonly Found[] =>
    (results ?? []).flatMap(({ packages }) =>
      packages.flatMap(({ package: its, groups, vulnerabilities }) =>
        vulnerabilities.map(({ id, affected }) => {
          const events = (affected ?? [])
            .filter((one) => (one.package?.name ?? its.name) === its.name)
            .flatMap(({ ranges }) => ranges ?? []);
          const fixed = events.flatMap((range) => range.events).find((event) => event.fixed !== undefined)?.fixed ?? null;
          const score = Number(groups.find(({ ids }) => ids.includes(id))?.max_severity || Number.NaN);
          return { id, package: its.name, version: its.version, severity: ofScore(score), fixed, url: `https://osv.dev/${id}` };
        }),
      ),
    ),
  );

/** CVSS 3.1, "Qualitative Severity Rating Scale". */
function ofScore(score: number): Severity {
  if (Number.isNaN(score)) return "unknown";
  if (score >= 9) return "critical";
  if (score >= 7) return "high";
  return score >= 4 ? "medium" : score > 0 ? "low" : "negligible";
}

const shapes = { cyclonedx: CycloneDx, grype: Grype, trivy: Trivy, osv: Osv } as const;
const otherNames: Readonly<Record<string, Severity>> = { moderate: "medium", important: "high", info: "negligible", none: "negligible" };

function severityOf(said: string): Severity {
  const word = said.toLowerCase();
  return Severity.safeParse(word).data ?? otherNames[word] ?? "unknown";
}

function worst(said: readonly string[]): Severity {
  return said.map(severityOf).toSorted(bySeverity)[0] ?? "unknown";
}

function bySeverity(a: Severity, b: Severity): number {
  return Severity.options.indexOf(a) - Severity.options.indexOf(b);
}

/** Reads what a scanner printed: each finding once, worst first. */
export function readFindings(output: ScannerOutput, text: string): readonly Vulnerability[] {
  const read = shapes[output].safeParse(jsonOf(text, output));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new ScannerFailed(`the scanner's answer is not ${output}'s JSON: ${issue?.path.join(".")}: ${issue?.message}`);
  }
  const all = read.data.map((one): Vulnerability => {
    const { id, fixed } = one;
    const short = { id: id.slice(0, 100), package: one.package.slice(0, 200), version: one.version.slice(0, 100) };
    return { ...short, severity: severityOf(one.severity), fixed: fixed?.trim().slice(0, 100) ?? null, url: linkOf(one.url) };
  });
  const once = new Map(all.map((one) => [`${one.id} ${one.package} ${one.version}`, one]));
  return [...once.values()].toSorted((a, b) => bySeverity(a.severity, b.severity) || compare(a.package, b.package) || compare(a.id, b.id));
}

function jsonOf(text: string, output: ScannerOutput): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ScannerFailed(`the scanner's answer is not ${output}'s JSON, but begins with "${text.trim().slice(0, 80)}"`);
  }
}

function linkOf(url: string): string {
  return /^https?:\/\/\S{1,300}$/.test(url) ? url : "";
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
