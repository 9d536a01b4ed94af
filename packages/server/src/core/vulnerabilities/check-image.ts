import type { Moment } from "@sluice/contract";
import type { AcceptanceStore } from "../ports/acceptance-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { KeptScan } from "../ports/scan-store.ts";
import type { ScanWish } from "./scan-image.ts";
import { judgeScan, type ScanRules, type ScanVerdict } from "./judge-scan.ts";
import { withAccepted } from "./with-accepted.ts";

export interface ImageChecks {
  readonly rules: ScanRules;
  readonly scan: ((wish: ScanWish, signal: AbortSignal) => Promise<KeptScan>) | null;
  readonly store: Pick<AcceptanceStore, "acceptancesOf">;
  readonly clock: Clock;
}

/** What a build's image is told before it is released; null when nobody asks. */
export async function checkImage(
  { rules, scan, store, clock }: ImageChecks,
  wish: ScanWish,
  signal: AbortSignal,
): Promise<ScanVerdict | null> {
  if (rules.policy === "off" || scan === null) return null;
  const kept = await scan(wish, signal);
  return judgeScan(rules, withAccepted(kept, await store.acceptancesOf(wish.tool, clock.now() as Moment)));
}
