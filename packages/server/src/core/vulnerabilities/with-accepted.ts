import type { Acceptance, Scan, Vulnerability } from "@sluice/contract";
import type { KeptScan } from "../ports/scan-store.ts";

/**
 * A scan with what is accepted of it: marked, and not counted. A finding is meant by its id or by any other id that the scanner
 * has told of it, whatever the case. What was said of the tool itself stands before what was said of all.
 */
export function withAccepted(scan: KeptScan, acceptances: readonly Acceptance[]): Scan {
  const all = acceptances.toSorted((a, b) => Number(a.tool !== null) - Number(b.tool !== null));
  const byId = new Map(all.map((one) => [one.finding.toUpperCase(), one]));
  const counts = { ...scan.counts };
  let accepted = 0;
  const found = scan.found.map((finding): Vulnerability => {
    const meant = idsOf(finding)
      .map((id) => byId.get(id))
      .filter((one) => one !== undefined);
    const said = meant.find(({ tool }) => tool !== null) ?? meant[0];
    if (said === undefined) return finding;
    accepted += 1;
    counts[finding.severity] -= 1;
    return { ...finding, accepted: { tool: said.tool, until: said.until, why: said.why, by: said.by } };
  });
  return { ...scan, found, counts, accepted };
}

function idsOf({ id, aliases = [] }: Vulnerability): readonly string[] {
  return [id, ...aliases].map((one) => one.toUpperCase());
}
