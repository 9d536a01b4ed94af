import type { Rebaser } from "../ports/rebaser.ts";

export type Freshness =
  | { readonly kind: "fresh"; readonly set: string }
  | { readonly kind: "stale"; readonly set: string }
  | { readonly kind: "unknown"; readonly reason: string };

const ownBase = "its Dockerfile says what it stands on: push it again, which takes what its base is by then";

/** Whether an image stands on the newest run image of its package set. */
export async function freshnessOf(rebaser: Rebaser, image: string): Promise<Freshness> {
  const on = await rebaser.standsOn(image);
  if (on === null && (await rebaser.hasOwnBase(image))) return { kind: "unknown", reason: ownBase };
  if (on === null) return { kind: "unknown", reason: "its image was not built here, or is gone" };
  const newest = await rebaser.newest(on.set);
  if (newest === null) return { kind: "unknown", reason: "the run image that it stands on is gone: push its commit again" };
  return { kind: newest === on.runImage ? "fresh" : "stale", set: on.set };
}
