import { runRepository } from "../packages/run-repository.ts";
import type { PruneDependencies } from "./dependencies.ts";
import type { HeldImage } from "./plan-images.ts";

const parallel = 8;

/** The names of the sets that these images stand on, each with one image that does. */
export async function setsUnder(deps: Pick<PruneDependencies, "setUnder">, images: readonly HeldImage[]): Promise<Map<string, string>> {
  const standing = new Map<string, string>();
  const ofTools = images.filter(({ repository, parts, isAttached }) => repository !== runRepository && parts.length === 0 && !isAttached);
  for (let from = 0; from < ofTools.length; from += parallel) {
    const part = ofTools.slice(from, from + parallel);
    const found = await Promise.all(part.map(({ repository, digest }) => deps.setUnder(repository, digest)));
    for (const [at, set] of found.entries()) {
      const image = part[at];
      if (set === null || image === undefined || standing.has(set)) continue;
      standing.set(set, `an image of ${image.repository}`);
    }
  }
  return standing;
}

/** Remembers for good what an image of a digest stands on: that never changes. */
export function rememberedSets(ask: PruneDependencies["setUnder"]): PruneDependencies["setUnder"] {
  const known = new Map<string, string>();
  return async (repository, digest) => {
    const before = known.get(digest);
    if (before !== undefined) return before;
    const set = await ask(repository, digest);
    if (set !== null) known.set(digest, set);
    return set;
  };
}
