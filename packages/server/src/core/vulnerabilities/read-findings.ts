import { type ScannerOutput, Severity, type Vulnerability } from "@sluice/contract";
import { z } from "zod";
import { ScannerFailed } from "../ports/vulnerability-scanner.ts";
import { mendedVersion } from "./mended-version.ts";

interface Found extends Pick<Vulnerability, "id" | "package" | "version" | "fixed" | "url"> {
  readonly severity: string;
  /** Its id may be among them. */
  readonly aliases: readonly string[];
}

const CycloneDxVersion = z.object({ version: z.string().optional(), range: z.string().optional(), status: z.string().optional() });

/** Which versions are mended: not affected from there on, as in `vers:pypi/>=2.2.5` (the range specifier of purl). */
function unaffected(versions: readonly z.infer<typeof CycloneDxVersion>[]): readonly string[] {
  return versions
    .filter(({ status }) => status === "unaffected")
    .flatMap(({ version, range }) => version ?? /^vers:[^/]+\/>=([^|<>=]+)$/.exec(range ?? "")?.[1] ?? []);
}

/** `Upgrade flask to version 2.3.2, 2.2.5`, as trivy writes it, or a sentence that goes on. */
function advised(recommendation: string): readonly string[] {
  const [, list = ""] = /\bto (?:version )?(v?\d[^\s,;]*(?:, v?\d[^\s,;]*)*)/i.exec(recommendation) ?? [];
  return list.split(", ").map((one) => one.replace(/\.$/, ""));
}

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
          references: z.array(z.object({ id: z.string() })).default([]),
          advisories: z.array(z.object({ url: z.string() })).default([]),
          affects: z.array(z.object({ ref: z.string(), versions: z.array(CycloneDxVersion).default([]) })).default([]),
        }),
      )
      .default([]),
  })
  .transform(({ components, vulnerabilities }): readonly Found[] => {
    const byRef = new Map(components.flatMap((one) => (one["bom-ref"] === undefined ? [] : [[one["bom-ref"], one] as const])));
    return vulnerabilities
      .filter(({ analysis }) => !["not_affected", "false_positive", "resolved"].includes(analysis?.state ?? ""))
      .flatMap(({ id, source, ratings, recommendation, references, advisories, affects }) =>
        affects.map(({ ref, versions }) => {
          const named = byRef.get(ref) ?? fromPurl(ref);
          const mended = unaffected(versions);
          const fixed = mendedVersion(named.version, mended.length > 0 ? mended : advised(recommendation ?? ""));
          const severity = worst(ratings.map((rating) => rating.severity ?? ""));
          return {
            id,
            package: named.name,
            version: named.version,
            severity,
            fixed,
            // trivy's source is where the whole database comes from
            url: advisories[0]?.url ?? source?.url ?? "",
            aliases: references.map((one) => one.id),
          };
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
        relatedVulnerabilities: z.array(z.object({ id: z.string() })).default([]),
        matchDetails: z.array(z.object({ fix: z.object({ suggestedVersion: z.string().optional() }).nullish() })).default([]),
        artifact: z.object({ name: z.string(), version: z.string().default("") }),
      }),
    ),
  })
  .transform(({ matches }): readonly Found[] =>
    matches.map(({ vulnerability: { id, severity, dataSource, fix }, relatedVulnerabilities, matchDetails, artifact }) => ({
      id,
      package: artifact.name,
      version: artifact.version,
      severity,
      // versions are of all branches; one is suggested for the package that is there
      fixed:
        matchDetails.find((one) => one.fix?.suggestedVersion)?.fix?.suggestedVersion ??
        mendedVersion(artifact.version, fix?.versions ?? []),
      url: dataSource,
      aliases: relatedVulnerabilities.map((one) => one.id),
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
                VendorIDs: z.array(z.string()).nullish(),
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
        fixed: mendedVersion(one.InstalledVersion, one.FixedVersion.split(",")),
        url: one.PrimaryURL,
        aliases: one.VendorIDs ?? [],
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
              groups: z
                .array(
                  z.object({
                    ids: z.array(z.string()),
                    aliases: z.array(z.string()).nullish(),
                    max_severity: z.string().default(""),
                  }),
                )
                .default([]),
              vulnerabilities: z
                .array(
                  z.object({
                    id: z.string(),
                    aliases: z.array(z.string()).nullish(),
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
        vulnerabilities.map(({ id, aliases, affected }) => {
          const events = (affected ?? [])
            .filter((one) => (one.package?.name ?? its.name) === its.name)
            .flatMap(({ ranges }) => ranges ?? []);
          const mended = events.flatMap((range) => range.events).flatMap((event) => event.fixed ?? []);
          const group = groups.find(({ ids }) => ids.includes(id));
          return {
            id,
            package: its.name,
            version: its.version,
            severity: ofScore(Number(group?.max_severity || Number.NaN)),
            fixed: mendedVersion(its.version, mended),
            url: `https://osv.dev/${id}`,
            aliases: [...(aliases ?? []), ...(group?.ids ?? []), ...(group?.aliases ?? [])],
          };
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

const mostAliases = 20;
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
    const others = otherIds(id, one.aliases);
    const known = { ...short, severity: severityOf(one.severity), fixed: fixed?.trim().slice(0, 100) ?? null, url: linkOf(one.url) };
    return others.length === 0 ? known : { ...known, aliases: others };
  });
  const once = new Map(all.map((one) => [`${one.id} ${one.package} ${one.version}`, one]));
  return [...once.values()].toSorted((a, b) => bySeverity(a.severity, b.severity) || compare(a.package, b.package) || compare(a.id, b.id));
}

/** An advisory of a distribution may be of several CVEs: then none of them is another name of it, as one of them is not all. */
function otherIds(id: string, aliases: readonly string[]): string[] {
  const others = [...new Set(aliases)].filter((other) => other !== id && other.length <= 100);
  const isCve = (one: string): boolean => /^CVE-/i.test(one);
  const isOne = [id, ...others].filter(isCve).length <= 1;
  return others.filter((other) => isOne || !isCve(other)).slice(0, mostAliases);
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
