import { Moment, type PreviewDetail, type TimeToLive } from "@sluice/contract";
import type { PreviewsDependencies } from "./previews-dependencies.ts";
import type { PreviewKey } from "./run-name.ts";
import { needPreview, noPreview, showPreview } from "./show-preview.ts";
import { endOf } from "./time-to-live.ts";

/** Lets a preview live so long from now on, which may be shorter than it would have. */
export async function extendPreview(deps: PreviewsDependencies, key: PreviewKey, ttl: TimeToLive): Promise<PreviewDetail> {
  await needPreview(deps, key);
  if (!(await deps.store.extendPreview(key, endOf(Moment.parse(deps.clock.now()), deps.times, ttl)))) throw noPreview(key);
  return showPreview(deps, key);
}
