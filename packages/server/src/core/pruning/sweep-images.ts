import type { Digest } from "@sluice/contract";
import type { PruneDependencies } from "./dependencies.ts";
import { allNames } from "./names.ts";
import { type ImagesPlan, withParts } from "./plan-images.ts";
import type { Weighed } from "./room.ts";

const atOnce = 50;

/** Whether manifests were deleted whose room is not freed yet; over restarts. */
export const garbageKey = (installation: string): string => `pruning:garbage:${installation}`;

export type SweepDependencies = Omit<PruneDependencies, "rules" | "logs" | "kept" | "pressed"> & {
  readonly rules: Pick<PruneDependencies["rules"], "graceMs">;
};

export interface Swept {
  /** Manifests and copies that are gone. */
  readonly gone: ReadonlySet<string>;
  readonly problems: readonly string[];
  /** Of them, those whose image is there still. */
  readonly failed: readonly string[];
}

/**
 * Deletes images whose grace is over. First they are marked as going, from when on nobody begins to use them; then all
 * names are read once more, and what is named after all is let go of; the rest is deleted. Whoever names an image
 * either did so before that second look, or finds it going. Cut off anywhere, the next sweep goes on.
 */
export async function sweepImages(
  deps: SweepDependencies,
  { images, weighed }: { readonly images: Pick<ImagesPlan, "due" | "resume">; readonly weighed: Pick<Weighed, "held"> },
  signal: AbortSignal,
): Promise<Swept> {
  const { store, clock, rules, installation } = deps;
  const gone = new Set<string>();
  const problems: string[] = [];
  const failed: string[] = [];
  const copies = new Map<Digest, string[]>();
  for (const { digest, name } of await deps.engine.images()) copies.set(digest, [...(copies.get(digest) ?? []), name]);
  const repositories = new Map<Digest, string[]>();
  for (const { digest, repository } of weighed.held) repositories.set(digest, [...(repositories.get(digest) ?? []), repository]);

  const resumed = new Set(images.resume);
  const all = [...images.resume, ...images.due];
  for (let from = 0; from < all.length && !signal.aborted; from += atOnce) {
    const part = all.slice(from, from + atOnce);
    const now = clock.now();
    const before = new Date(Date.parse(now) - rules.graceMs).toISOString();
    const fresh = part.filter((digest) => !resumed.has(digest));
    // one that was pushed again meanwhile is younger than its mark says; its mark is taken away below
    const begun = await store.beginRemoval(installation, fresh, before, now);
    const going = [...part.filter((digest) => resumed.has(digest)), ...begun];
    const names = withParts(weighed.held, await allNames(deps.sources));
    const named = going.filter((digest) => names.has(digest));
    const doomed = going.filter((digest) => !names.has(digest));
    if (doomed.some((digest) => repositories.has(digest))) await store.putValue(garbageKey(installation), "there is some");
    const deleted: Digest[] = [...named];
    for (const digest of doomed) {
      try {
        for (const repository of repositories.get(digest) ?? []) {
          await deps.registry.deleteDigest(repository, digest);
          gone.add(`${repository}@${digest}`);
        }
        let isHeld = false;
        for (const name of copies.get(digest) ?? []) {
          if (await deps.engine.removeImage(name)) gone.add(name);
          else isHeld = true;
        }
        // A copy that a container uses stays until that is gone, and is found again then.
        if (isHeld) problems.push(`${digest} is used by a container in the engine: its copy there stays until that is gone`);
        deleted.push(digest);
      } catch (error) {
        failed.push(`${digest}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    await store.endRemoval(installation, deleted);
  }
  return { gone, problems: [...problems, ...failed], failed };
}
