import type { Scan, Severity } from "@sluice/contract";
import { atLeast } from "./scan-image.ts";

/** What becomes of a build whose image has vulnerable packages. */
export interface ScanRules {
  readonly policy: "off" | "warn" | "required";
  readonly severity: Severity;
}

export interface ScanVerdict {
  readonly lines: readonly string[];
  readonly refused: string | null;
  /** The scanner said nothing, which is the platform's fault. */
  readonly ours: boolean;
}

const shown = 10;

/** What a push is told of its image. */
export function judgeScan({ policy, severity }: ScanRules, { problem, found, accepted }: Scan): ScanVerdict {
  if (problem !== null) {
    const refused = policy === "required" ? `${problem}, and images must be scanned here` : null;
    return { lines: [`warning: vulnerable packages are not known: ${problem}`], refused, ours: true };
  }
  const taken = accepted === 0 ? [] : [`${accepted} known vulnerabilit${accepted === 1 ? "y is" : "ies are"} accepted by admins.`];
  const bad = atLeast(
    found.filter((one) => one.accepted === undefined),
    severity,
  );
  if (bad.length === 0) return { lines: taken, refused: null, ours: false };
  const rows = bad.slice(0, shown).map((one) => {
    const mended = one.fixed === null ? "no version is mended yet" : `mended in ${one.fixed}`;
    return `  ${one.severity}  ${one.package} ${one.version}  ${one.id}  ${mended}`;
  });
  const more = bad.length > shown ? [`  and ${bad.length - shown} more`] : [];
  const said = `${bad.length} vulnerable package${bad.length === 1 ? "" : "s"} of severity ${severity} or worse`;
  if (policy !== "required") return { lines: [`warning: ${said}:`, ...rows, ...more, ...taken], refused: null, ours: false };
  const todo = "  Take the mended versions into your lock file, or ask an admin to rebase the base image. What is live keeps serving.";
  return { lines: [`The image has ${said}:`, ...rows, ...more, ...taken, todo], refused: said, ours: false };
}
