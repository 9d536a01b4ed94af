import { Moment, SluiceError, type Preview, type TimeToLive } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { PreviewLimits, PreviewStore } from "../ports/preview-store.ts";
import { runNameOf } from "./run-name.ts";
import { endOf, type PreviewTimes } from "./time-to-live.ts";

export interface PreviewWish extends Pick<Preview, "tool" | "name" | "by" | "source" | "subject" | "secrets"> {
  /** Null: as long as previews do. */
  readonly ttl: TimeToLive | null;
}

export type WishedPreview = { readonly kind: "wished"; readonly line: string } | { readonly kind: "refused"; readonly why: string };

export interface WishDependencies {
  readonly previews: Pick<PreviewStore, "putPreview" | "previews">;
  readonly clock: Pick<Clock, "now">;
  readonly limits: PreviewLimits;
  readonly times: PreviewTimes;
  readonly urlOf: (run: ReturnType<typeof runNameOf>) => string;
}

/** Makes a preview, or gives one that is there a new wish and a new end. A line for whoever deploys, or why not. */
export async function wishPreview(deps: WishDependencies, { ttl, ...wish }: PreviewWish): Promise<WishedPreview> {
  const { previews, clock, limits, times } = deps;
  try {
    const created = Moment.parse(clock.now());
    const expires = endOf(created, times, ttl);
    const done = await previews.putPreview({ ...wish, created, expires }, limits);
    if (done === "ending") return { kind: "refused", why: `preview ${wish.name} is being removed: try again in a few seconds` };
    if (done === "tool")
      return { kind: "refused", why: `${wish.tool} has ${limits.perTool} previews, which is the limit${await oldest(deps, wish)}` };
    if (done === "all") return { kind: "refused", why: `there are ${limits.total} previews on this platform, which is the limit` };
    const secrets = wish.secrets ? "" : ", without secrets";
    return { kind: "wished", line: `Preview ${wish.name}${secrets}, until ${expires.slice(0, 16)}Z: ${deps.urlOf(runNameOf(wish))}` };
  } catch (error) {
    if (error instanceof SluiceError && error.code === "invalid-request") return { kind: "refused", why: error.message.replace(/\.$/, "") };
    throw error;
  }
}

async function oldest({ previews }: WishDependencies, { tool }: Pick<PreviewWish, "tool">): Promise<string> {
  const [first] = await previews.previews(tool);
  return first === undefined ? "" : `: delete one, sluice previews delete ${first.name}, or deploy to it again`;
}
