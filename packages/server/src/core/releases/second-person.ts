import { type Digest, Moment, SluiceError, type ToolName, type UserName } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { ProtectionStore } from "../ports/protection-store.ts";

export interface SecondPersonDependencies {
  readonly protections: ProtectionStore;
  readonly clock: Clock;
}

/** What somebody asked for counts so long. */
const askedMs = 7 * 24 * 3600_000;

/**
 * Lets a promotion into a protected tool through when another person has asked for the same image from the same tool;
 * else writes down that this one asks, and throws `wrong-state` with what the other has to say. May be repeated.
 */
export async function needSecondPerson(
  { protections, clock }: SecondPersonDependencies,
  wish: { readonly from: ToolName; readonly to: ToolName; readonly image: Digest; readonly by: UserName },
): Promise<void> {
  const { from, to, image, by } = wish;
  if ((await protections.protection(to)) === null) return;
  const now = clock.now();
  const asked = await protections.askedPromotion(to);
  const isSame = asked !== null && asked.from === from && asked.image === image && Date.parse(now) - Date.parse(asked.at) < askedMs;
  if (isSame && asked.by !== by) return;
  if (!isSame) await protections.askPromotion(to, { from, image, by, at: Moment.parse(now) });
  const says = `sluice promote ${from} ${to}`;
  throw new SluiceError(
    "wrong-state",
    `${to} is protected, and ${by} has asked for ${image.slice(0, 19)}… of ${from}: another maintainer of ${to} has to say the same within 7 days: ${says}`,
  );
}
