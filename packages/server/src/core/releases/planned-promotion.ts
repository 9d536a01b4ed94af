import { isEmbargo, Moment, type ReleaseFile } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { PromotionStore } from "../ports/promotion-store.ts";
import type { ToolStore } from "../ports/store.ts";

interface Dependencies {
  readonly store: Pick<PromotionStore, "planPromotion"> & Pick<ToolStore, "tool">;
  readonly clock: Clock;
}

/**
 * Writes down that a release is to be promoted once it has been live and healthy for a while. Only what was built just
 * now is: neither a rollback nor a change of settings sends an old image on.
 */
export async function planPromotion({ store, clock }: Dependencies, file: ReleaseFile, settleSeconds: number): Promise<void> {
  const { tool, release, promote, build } = file;
  if (promote?.when !== "healthy" || build === null || promote.to === tool) return;
  // what an embargo has goes on by a person's word only, and after its disclosure
  if (isEmbargo(tool)) return;
  // a person may commit a release of a tool that was not made here: it runs, but nobody could be asked for it
  if ((await store.tool(tool)) === null) return;
  const planned = Moment.parse(clock.now());
  await store.planPromotion({ tool, release, to: promote.to, planned, due: later(planned, settleSeconds) });
}

export function later(moment: string, seconds: number): Moment {
  return Moment.parse(new Date(Date.parse(moment) + seconds * 1000).toISOString());
}
