import { runRepository } from "../packages/run-repository.ts";
import type { PruneDependencies } from "./dependencies.ts";
import type { Thing } from "./plan-rest.ts";
import { setsUnder } from "./standing.ts";
import type { Survey } from "./survey.ts";
import { garbageKey } from "./sweep-images.ts";

export interface RemovedSets {
  readonly removed: readonly Thing[];
  readonly problems: readonly string[];
}

/** Sets before what they stood on. */
const order = { "package-set": 0, "former-image": 1, "base-image": 2 } as const;

/**
 * Removes package sets and bases that are to go. A set is forgotten first, by one statement that fails when a build used
 * it since the survey began; from then on a build bakes it anew. Cut off anywhere, the next pruning finds what is left,
 * as it has no row. `gone`: manifests that were deleted by now; what others stand on after all stays.
 */
export async function removeSets(
  deps: PruneDependencies,
  found: Survey,
  gone: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<RemovedSets> {
  const removed: Thing[] = [];
  const problems: string[] = [];
  const doomed = found.things
    .filter((thing) => thing.platform !== undefined && thing.fate === "goes")
    .toSorted((a, b) => placeOf(a) - placeOf(b));
  if (doomed.length === 0) return { removed, problems };
  const left = found.weighed.held.filter(
    ({ repository, digest }) => found.images.fates.get(digest)?.fate === "goes" && !gone.has(`${repository}@${digest}`),
  );
  const standing = await setsUnder(deps, left);
  for (const thing of doomed) {
    if (signal.aborted || thing.platform === undefined || standing.has(thing.platform.name)) continue;
    try {
      const manifests = await removeOne(deps, thing.platform);
      if (manifests === null) continue;
      removed.push(thing, ...found.things.filter(({ kind, name }) => kind === "image" && manifests.includes(name)));
    } catch (error) {
      problems.push(`${thing.kind} ${thing.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { removed, problems };
}

const placeOf = ({ kind }: Thing): number => (kind in order ? order[kind as keyof typeof order] : 0);

/** The manifests that went with it; null when it is in use after all. */
async function removeOne(deps: PruneDependencies, platform: NonNullable<Thing["platform"]>): Promise<readonly string[] | null> {
  const { store, engine } = deps;
  const { kind, name, used } = platform;
  const manifests: string[] = [];
  async function mayGo(): Promise<boolean> {
    if (kind === "former") return true;
    if (kind === "base") return !(await store.packageSets()).some(({ base }) => base === name);
    const isForgotten = used !== null && (await store.forgetSet(name, used));
    if (!isForgotten && (await store.packageSet(name)) !== null) return false;
    manifests.push(...(await deleteRunImage(deps, name)));
    return true;
  }
  return (await engine.removePlatformImage(platform, mayGo)) ? manifests : null;
}

async function deleteRunImage({ registry, store, installation }: PruneDependencies, set: string): Promise<readonly string[]> {
  const found = [];
  for await (const { digest, tags } of registry.images(runRepository)) if (tags.length === 1 && tags[0] === set) found.push(digest);
  if (found.length > 0) await store.putValue(garbageKey(installation), "there is some");
  for (const digest of found) await registry.deleteDigest(runRepository, digest);
  return found.map((digest) => `${runRepository}@${digest}`);
}
