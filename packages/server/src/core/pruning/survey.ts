import type { Digest } from "@sluice/contract";
import { runRepository } from "../packages/run-repository.ts";
import { runNameOf } from "../previews/run-name.ts";
import type { PruneDependencies } from "./dependencies.ts";
import { inTurns, type Stepwise } from "./in-turns.ts";
import { allNames } from "./names.ts";
import { type Fate, planImages, type ImagesPlan } from "./plan-images.ts";
import { planRest, type Thing } from "./plan-rest.ts";
import { planSets, type SetsPlan } from "./plan-sets.ts";
import { roomOf, weigh, type Weighed } from "./room.ts";
import { setsUnder } from "./standing.ts";

/** All that there is, with what becomes of it now. */
export interface Survey {
  readonly at: number;
  readonly pressed: boolean;
  readonly images: ImagesPlan;
  readonly weighed: Weighed;
  /** Manifests first, then all the rest. */
  readonly things: readonly Thing[];
}

const mostBuilds = 5000;

/** Looks at everything and decides; changes nothing. */
export async function survey(deps: PruneDependencies): Promise<Survey> {
  const { store, rules, engine } = deps;
  // Before what there is: a build or a rebase uses a set once more when its image is there.
  const rows = await store.packageSets();
  // What there is first, then what is named: what comes to be named in between is seen.
  const weighed = await weigh(deps.registry);
  const copies = await engine.images();
  const marks = new Map((await store.imageMarks(deps.installation)).map((mark) => [mark.digest, mark]));
  const names = await allNames(deps.sources);
  const now = Date.parse(deps.clock.now());
  const work = planImages({
    held: weighed.held,
    copies: copies.map(({ digest }) => digest),
    names,
    marks,
    now,
    graceMs: rules.graceMs,
  });
  const images = await inTurns(work, deps.clock);
  const pressed = await deps.pressed();
  const logs = await deps.logs.stored();
  const idsOf = (kind: string): readonly number[] =>
    logs.flatMap(({ log }) => (log.startsWith(kind) ? (/^[a-z]+-(\d+)$/.exec(log)?.[1] ?? []) : [])).map(Number);
  const restWork = planRest({
    rules,
    now,
    pressed,
    names,
    copies,
    logs,
    fates: images.fates,
    inRegistry: new Set(weighed.held.map(({ digest }) => digest)),
    tools: await store.lastBuilds(),
    previews: new Set((await store.previews(null)).map(runNameOf)),
    busy: await store.busyTools(),
    caches: await engine.caches(),
    kept: await deps.kept.stored(),
    builds: await store.oldBuilds({ before: new Date(now - rules.buildsMs).toISOString(), keep: rules.builds, limit: mostBuilds }),
    knownBuilds: await store.knownBuilds(idsOf("build")),
    knownRuns: await store.knownRuns(idsOf("run")),
  });
  const rest = await inTurns(restWork, deps.clock);
  const staying = weighed.held.filter(({ digest }) => images.fates.get(digest)?.fate !== "goes");
  const runImages = weighed.held.filter(({ repository, tags }) => repository === runRepository && tags.length > 0);
  const sets = planSets({
    rules,
    now,
    pressed,
    rows,
    pushed: new Map(runImages.flatMap(({ tags, pushed }) => tags.map((tag) => [tag, pushed] as const))),
    images: await engine.platformImages(),
    standing: await setsUnder(deps, staying),
    ahead: deps.ahead(),
  });
  const fates = new Map([...images.fates, ...runImages.map(({ digest, tags }) => [digest, fateOfRunImage(tags, sets)] as const)]);
  const held = await inTurns(manifests(weighed, fates), deps.clock);
  return { at: now, pressed, images, weighed, things: [...held, ...sets.things, ...(await weighCaches(deps, rest))] };
}

/** It goes with its set. */
function fateOfRunImage(tags: readonly string[], { sets }: SetsPlan): Fate {
  const fates = tags.flatMap((tag) => sets.get(tag) ?? []);
  return fates.find(({ fate }) => fate !== "goes") ?? fates[0] ?? { fate: "stays", why: "it is new" };
}

function* manifests(weighed: Weighed, fates: ReadonlyMap<Digest, Fate>): Stepwise<readonly Thing[]> {
  const room = yield* roomOf(weighed, fates);
  const things: Thing[] = [];
  for (const image of weighed.held) {
    const tool = image.repository.includes("/") ? null : (image.repository as Thing["tool"]);
    const fate = fates.get(image.digest) ?? { fate: "stays" as const, why: "it is new" };
    things.push({ ...fate, kind: "image", name: `${image.repository}@${image.digest}`, tool, bytes: room.get(image) ?? 0 });
    yield;
  }
  return things;
}

/** A look at every file of a cache is for those alone that are not to stay. */
async function weighCaches({ engine }: PruneDependencies, things: readonly Thing[]): Promise<readonly Thing[]> {
  const weighed: Thing[] = [];
  for (const thing of things) {
    const looks = thing.kind === "cache" && thing.fate !== "stays";
    weighed.push(looks ? { ...thing, bytes: await engine.cacheBytes(thing.name) } : thing);
  }
  return weighed;
}
