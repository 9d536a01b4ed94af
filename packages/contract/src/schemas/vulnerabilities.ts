import { z } from "zod";
import { BuildId, Digest, Moment, ToolName } from "../ids.ts";
import { AcceptedAs } from "./acceptances.ts";

/** What a scanner's answer looks like: CycloneDX's "vulnerabilities", or the JSON of a program. */
export const ScannerOutput = z.enum(["cyclonedx", "grype", "trivy", "osv"]);
export type ScannerOutput = z.infer<typeof ScannerOutput>;

/** Worst first. `unknown`: the scanner does not say. */
export const Severity = z.enum(["critical", "high", "medium", "low", "negligible", "unknown"]);
export type Severity = z.infer<typeof Severity>;

/** A package in an image of which something is known. */
export const Vulnerability = z.object({
  /** `CVE-2024-1234`, `GHSA-…` */
  id: z.string(),
  /** Other ids of the same, as the scanner tells them. */
  aliases: z.array(z.string()).optional(),
  package: z.string(),
  version: z.string(),
  severity: Severity,
  /** The next version that is mended; those of several branches (`2.2.5, 2.3.2`) where they cannot be compared; null when none is known. */
  fixed: z.string().nullable(),
  /** Where it is written about; empty when the scanner does not say. */
  url: z.string(),
  /** How it is accepted; absent when it is not. */
  accepted: AcceptedAs.optional(),
});
export type Vulnerability = z.infer<typeof Vulnerability>;

/** What a scanner has said of an image. */
export const Scan = z.object({
  tool: ToolName,
  image: Digest,
  at: Moment,
  /** Why it could not be scanned; then the findings are those of the scan before. */
  problem: z.string().nullable(),
  /** Worst first, 2,000 at most. */
  found: z.array(Vulnerability),
  /** All of them but the accepted ones, by severity. */
  counts: z.record(Severity, z.number().int().nonnegative()),
  /** How many are accepted. */
  accepted: z.number().int().nonnegative(),
});
export type Scan = z.infer<typeof Scan>;

/** A tool with what is known of its live image, without the findings themselves. */
export const ScannedTool = Scan.omit({ found: true, image: true });
export type ScannedTool = z.infer<typeof ScannedTool>;

export const ScanQuery = z.object({ build: BuildId.optional() });
