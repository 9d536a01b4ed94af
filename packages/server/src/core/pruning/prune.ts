import { BuildId, type Digest, Moment, type PrunedKind, type PruneResult } from "@sluice/contract";
import type { PruneDependencies } from "./dependencies.ts";
import { allNames } from "./names.ts";
import type { Thing } from "./plan-rest.ts";
import { removeSets } from "./remove-sets.ts";
import { longestUseMs } from "./rules.ts";
import { garbageKey, sweepImages } from "./sweep-images.ts";
import { survey } from "./survey.ts";

/**
 * One pruning: marks what nothing names, deletes what nothing has named for the whole grace, then what else is too old,
 * and frees the room of it. It may be cut off at any line, and several servers may do it at the same time.
 */
export async function prune(deps: PruneDependencies, signal: AbortSignal): Promise<PruneResult> {
  const { store, clock } = deps;
  const began = Moment.parse(clock.now());
  await store.endUses(deps.installation, new Date(Date.parse(began) - longestUseMs).toISOString());
  const found = await survey(deps);
  await store.unmarkImages(deps.installation, found.images.unmark);
  await store.markUnnamed(deps.installation, found.images.mark, began);
  const { gone, problems } = await sweepImages(deps, found, signal);
  const removed = found.things.filter(({ name }) => gone.has(name));
  const sets = await removeSets(deps, found, gone, signal);
  const rest = await removeRest(deps, found.things, gone, signal);
  if (!signal.aborted && (await store.value(garbageKey(deps.installation))) === "there is some") {
    await deps.registry.collect();
    await store.putValue(garbageKey(deps.installation), "");
  }
  return {
    began,
    ended: Moment.parse(clock.now()),
    ...summed([...removed, ...sets.removed, ...rest.removed]),
    problems: [...problems, ...sets.problems, ...rest.problems],
  };
}

async function removeRest(deps: PruneDependencies, things: readonly Thing[], gone: ReadonlySet<string>, signal: AbortSignal) {
  const removed: Thing[] = [];
  const problems: string[] = [];
  const doomed = things.filter(
    (thing) => thing.fate === "goes" && thing.kind !== "image" && thing.platform === undefined && !gone.has(thing.name),
  );
  const mayGo = doomed.some((thing) => thing.early !== undefined) ? await spare(deps) : () => false;
  for (const thing of doomed) {
    if (signal.aborted) break;
    try {
      if (await removeOne(deps, thing, mayGo)) removed.push(thing);
    } catch (error) {
      problems.push(`${thing.kind} ${thing.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { removed, problems };
}

/** Whether an image is, by now, kept for going back alone, and nobody is just about to. */
async function spare({ sources, store, installation }: PruneDependencies): Promise<(digest: Digest) => boolean> {
  const names = await allNames(sources);
  const used = new Set((await store.imageMarks(installation)).filter(({ state }) => state === "used").map(({ digest }) => digest));
  return (digest) => names.get(digest)?.isSpare === true && !used.has(digest);
}

/** False when it is in use after all. */
async function removeOne(
  { engine, store, logs, artifacts, kept }: PruneDependencies,
  { kind, name, tool, early }: Thing,
  mayGo: (digest: Digest) => boolean,
): Promise<boolean> {
  switch (kind) {
    case "engine-image":
      // others go with their manifests, in the sweep
      return early !== undefined && mayGo(early) && engine.removeImage(name);
    case "cache":
      return engine.removeCache(name);
    case "tool-log":
      if (tool !== null) await kept.remove(tool);
      return tool !== null;
    case "log":
      await logs.remove(name);
      return true;
    case "build":
      // The row last: one without a log and artifacts is found again; these without a row are nobody's.
      if (tool !== null) await artifacts.remove(tool, BuildId.parse(name.slice("build-".length)));
      await logs.remove(name);
      await store.removeBuilds([Number(name.slice("build-".length))]);
      return true;
    case "image":
    case "package-set":
    case "base-image":
    case "former-image":
      return false;
  }
}

function summed(things: readonly Thing[]): Pick<PruneResult, "removed" | "kinds"> {
  const kinds: Partial<Record<PrunedKind, { count: number; bytes: number }>> = {};
  const removed = { count: 0, bytes: 0 };
  for (const { kind, bytes } of things) {
    const total = (kinds[kind] ??= { count: 0, bytes: 0 });
    for (const sum of [total, removed]) {
      sum.count += 1;
      sum.bytes += bytes;
    }
  }
  return { removed, kinds };
}
