import { type CommitHash, type Digest, type Moment, Severity, SluiceError, type ToolName, type Vulnerability } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { KeptScan, ScanStore } from "../ports/scan-store.ts";
import { ScannerFailed, type VulnerabilityScanner } from "../ports/vulnerability-scanner.ts";
import type { SbomWork } from "../sboms/sbom-work.ts";

export interface ScanDependencies {
  readonly scanner: VulnerabilityScanner;
  readonly sboms: Pick<SbomWork, "of">;
  readonly store: ScanStore;
  readonly clock: Clock;
}

export interface ScanWish {
  readonly tool: ToolName;
  readonly image: Digest;
  readonly commit: CommitHash;
}

/** More of one image nobody reads. */
const mostKept = 2000;

/** Scans an image and keeps what was said; when the scanner fails, what it said before stays, with the problem. */
export async function scanImage(deps: ScanDependencies, { tool, image, commit }: ScanWish, signal: AbortSignal): Promise<KeptScan> {
  let scan: KeptScan;
  try {
    const sbom = await deps.sboms.of({ tool, commit, image: `${tool}@${image}` });
    const found = await deps.scanner.scan(sbom, signal);
    scan = { tool, image, at: deps.clock.now() as Moment, problem: null, found: found.slice(0, mostKept), counts: countsOf(found) };
  } catch (error) {
    // an image that is gone is not there the next time either
    const isKnown = error instanceof ScannerFailed || error instanceof SluiceError;
    if (!isKnown || signal.aborted) throw error;
    const before = await deps.store.scan(tool, image);
    scan = {
      tool,
      image,
      at: deps.clock.now() as Moment,
      problem: error.message,
      found: before?.found ?? [],
      counts: before?.counts ?? countsOf([]),
    };
  }
  await deps.store.putScan(scan);
  return scan;
}

function countsOf(found: readonly Vulnerability[]): KeptScan["counts"] {
  const count = (severity: Severity): number => found.filter((one) => one.severity === severity).length;
  return {
    critical: count("critical"),
    high: count("high"),
    medium: count("medium"),
    low: count("low"),
    negligible: count("negligible"),
    unknown: count("unknown"),
  };
}

/** Those that are at least so severe; what the scanner does not rate is not counted. */
export function atLeast(found: readonly Vulnerability[], severity: Severity): readonly Vulnerability[] {
  const rank = Severity.options.indexOf(severity);
  return found.filter((one) => one.severity !== "unknown" && Severity.options.indexOf(one.severity) <= rank);
}
