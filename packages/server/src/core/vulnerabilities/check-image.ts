import type { Scan } from "@sluice/contract";
import type { ScanWish } from "./scan-image.ts";
import { judgeScan, type ScanRules, type ScanVerdict } from "./scan-work.ts";

/** What a build's image is told before it is released; null when nobody asks. */
export async function checkImage(
  { rules, scan }: { readonly rules: ScanRules; readonly scan: ((wish: ScanWish, signal: AbortSignal) => Promise<Scan>) | null },
  wish: ScanWish,
  signal: AbortSignal,
): Promise<ScanVerdict | null> {
  return rules.policy === "off" || scan === null ? null : judgeScan(rules, await scan(wish, signal));
}
