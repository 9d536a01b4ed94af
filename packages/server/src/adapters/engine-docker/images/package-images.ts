import type { Base, BuildPlan, PackageSet, SlimKind } from "../../../core/languages/build-plan.ts";
import { runRepository } from "../../../core/packages/run-repository.ts";
import type { BakedSet, BakeTurns, SetSide } from "../../../core/ports/package-store.ts";
import { usualDeadlines } from "../../../docker-client/deadlines.ts";
import { unlessAborted } from "../../../docker-client/unless-aborted.ts";
import type { Docker } from "../docker.ts";
import { type AptSource, prepareSources } from "./apt-sources.ts";
import { authoritiesOf, bake, type BakePlace } from "./bake.ts";
import { type BaseImageOptions, ensureBase, refreshBase } from "./base-image.ts";
import { setLabels, versionsIn } from "./image-labels.ts";
import { localRepository, setName, slimName } from "./image-names.ts";
import type { ImageUses } from "./image-uses.ts";
import { keepImage } from "./kept-names.ts";
import type { Turn } from "./make-alone.ts";
import { makeSlimImage } from "./slim-image.ts";

export interface PackageImageOptions extends BaseImageOptions, BakePlace {
  /** The data directory. */
  readonly directory: string;
  /** `host:port` of the registry that run images are pushed to. */
  readonly registryHost: string;
  /** X-Registry-Auth of a push of run images. */
  readonly pushAuth: () => Promise<Readonly<Record<string, string>>>;
  /** Repositories of packages beside Debian's own. */
  readonly repositories: readonly AptSource[];
  /** Lets one bake of a set go on at a time, over all servers. */
  readonly turns: BakeTurns;
  /** What writes into the registry is done in here. */
  readonly writing: <T>(work: () => Promise<T>) => Promise<T>;
  /** Keeps removals away from what is used. */
  readonly uses: ImageUses;
}

/** Told what a wait is for: that a set is baked, or that another bakes it. */
type Say = (text: string) => void;

/** Images with a package set. Each set is baked once; who asks meanwhile waits for the same bake. */
export interface PackageImages {
  /** Local name of the image in which code of this set builds. */
  build(base: Base, packages: PackageSet, say?: Say): Promise<string>;
  /** Name in the registry of the image on which code of this set runs. */
  run(base: Base, packages: PackageSet, say?: Say): Promise<string>;
  /** The same of a nearly empty run image. */
  slim(base: Base, kind: SlimKind, say?: Say): Promise<string>;
  /** Makes the base again from its source. False when nothing of it is new. */
  refreshBase(base: Base): Promise<boolean>;
  /** Names what is in the base as the engine has it. */
  baseContent(base: Base): Promise<string>;
  /** Bakes a set again, on the base as it is now. False when nothing of it is new. */
  refreshSet(side: SetSide, base: Base, packages: PackageSet): Promise<boolean>;
  /** Until it is disposed of, what a build of this plan stands on is not removed, and counts as used. */
  hold(plan: Pick<BuildPlan, "base" | "packages" | "slim">): AsyncDisposable;
  /** Looks again next time: the engine or the registry may have lost an image. `name`: only of this set or base. */
  forget(name?: string): void;
}

/** Does the work of a key once and remembers it; a failure is forgotten. */
function once<T>(memory: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> {
  const known = memory.get(key);
  if (known) return known;
  const started = work();
  memory.set(key, started);
  started.catch(() => memory.delete(key));
  return started;
}

interface Place {
  readonly name: string;
  readonly repository: string;
  readonly local: string;
  readonly binds: readonly string[];
}

/** The only "package" of a slim set is its kind. */
const slimKind = (packages: PackageSet): SlimKind => (packages[0] === "static" ? "static" : "libc");

const nameOf = (side: SetSide, base: Base, packages: PackageSet): string =>
  side === "slim" ? slimName(slimKind(packages), base) : setName(side, base, packages);

/** Where a set's image is, and what its bake may read. */
async function placeOf(options: PackageImageOptions, side: SetSide, base: Base, packages: PackageSet): Promise<Place> {
  const name = nameOf(side, base, packages);
  const added = side === "slim" ? { name: "", binds: [] } : await prepareSources(options.directory, base, options.repositories);
  const repository = localRepository(side === "build" ? "build" : "run", { source: options.source(base), repositories: added.name });
  return { name, repository, local: `${repository}:${name}`, binds: added.binds };
}

/** Longer than the engine may take to keep an image. */
const keptMs = usualDeadlines.imageMs + 60_000;

interface Wish {
  readonly side: SetSide;
  readonly base: Base;
  readonly packages: PackageSet;
  /** Local name of the base's image, made when it is missing. */
  readonly from: () => Promise<string>;
  readonly say: Say;
}

/** The set as the engine has it; baked when it is missing, or when `again` and something of it is new. */
async function ensureSet(
  docker: Docker,
  wish: Wish,
  options: PackageImageOptions,
  again: boolean,
): Promise<{ local: string; isNew: boolean }> {
  const { side, base, packages, from, say } = wish;
  const place = await placeOf(options, side, base, packages);
  const { name, repository, local, binds } = place;
  const authorities = await authoritiesOf(options.certificates);
  const present = async () => {
    const labels = await docker.imageLabels(local);
    return labels?.[setLabels.certificates] === authorities ? labels : null;
  };
  const what = whatOf(side, packages);
  const set = { name, side, base, packages };
  const record = async (labels: Readonly<Record<string, string>>): Promise<boolean> => {
    if (!(await keepImage(docker, options.installation, local))) return false;
    const baked: BakedSet = {
      ...set,
      versions: versionsIn(labels),
      baseContent: labels[setLabels.base] ?? "",
      baked: await docker.created(local),
    };
    await (again ? options.turns.refreshed(baked) : options.turns.baked(baked));
    return true;
  };
  const labels = again ? null : await present();
  // another installation that used it alone may be removing it
  if (labels !== null && (await record(labels))) return { local, isNew: false };
  const waiting = (who: string) => () => say(`packages: ${who} has begun to install ${what}; waiting for it`);
  const turn: Turn = {
    repository,
    tag: name,
    onWait: waiting("another installation on this engine"),
    async begin() {
      const before = await present();
      if (before !== null && !again) return "done";
      say(`packages: installing ${what} on ${base}, once for all tools`);
      options.progress(`${side} image of ${base} with ${what}: making it`);
      return before;
    },
    patience: { inAll: options.limits.seconds * 1000 + keptMs, ended: keptMs },
    stop: options.stop,
  };
  const isNew = await options.turns.alone(set, waiting("another build"), async () => {
    if (!again && (await present()) !== null) return false;
    if (side === "slim") return makeSlimImage(docker, { kind: slimKind(packages), base, from: await from() }, turn, options);
    return bake(docker, { side, base, packages, from: await from(), binds }, turn, options);
  });
  await record((await present()) ?? {});
  return { local, isNew };
}

function whatOf(side: SetSide, packages: PackageSet): string {
  if (side === "slim") return `what ${packages.join()} programs need`;
  return packages.length === 0 ? "no packages" : packages.join(", ");
}

export function createPackageImages(docker: Docker, options: PackageImageOptions): PackageImages {
  const { uses, turns, installation } = options;
  const bases = new Map<string, Promise<string>>();
  const keptBase = async (base: Base): Promise<string> => {
    await uses.settled([base]);
    const name = await ensureBase(docker, base, options);
    await keepImage(docker, installation, name);
    return name;
  };
  // The build and the run side of a set ask at the same time: the base is made once.
  const baseOf = (base: Base): Promise<string> => once(bases, base, () => keptBase(base));
  const baked = new Map<string, Promise<string>>();
  /** Of them, those that have been baked. */
  const known = new Set<string>();
  const pushed = new Map<string, Promise<string>>();
  const forgetSet = (name: string): void => {
    known.delete(name);
    baked.delete(name);
    for (const local of pushed.keys()) if (local.endsWith(`:${name}`)) pushed.delete(local);
  };
  const wishOf = (side: SetSide, base: Base, packages: PackageSet, say: Say): Wish => ({
    side,
    base,
    packages,
    say,
    from: () => baseOf(base),
  });
  const ensure = async (side: SetSide, base: Base, packages: PackageSet, say: Say): Promise<string> => {
    const name = nameOf(side, base, packages);
    using _held = uses.hold([name, base]);
    await uses.settled([name]);
    if (known.has(name) && !(await turns.used(name))) forgetSet(name);
    const local = await once(baked, name, async () => (await ensureSet(docker, wishOf(side, base, packages, say), options, false)).local);
    known.add(name);
    return local;
  };
  const push = async (local: string): Promise<string> => {
    const tag = local.slice(local.lastIndexOf(":") + 1);
    const remote = `${options.registryHost}/${runRepository}`;
    await docker.tag(local, remote, tag);
    try {
      await options.writing(async () => unlessAborted(options.stop, docker.push(`${remote}:${tag}`, await options.pushAuth())));
    } finally {
      await docker.untag(`${remote}:${tag}`);
    }
    return `${remote}:${tag}`;
  };
  const quiet: Say = () => undefined;
  return {
    build: (base, packages, say = quiet) => ensure("build", base, packages, say),
    async run(base, packages, say = quiet) {
      const local = await ensure("run", base, packages, say);
      return once(pushed, local, () => push(local));
    },
    async slim(base, kind, say = quiet) {
      const local = await ensure("slim", base, [kind], say);
      return once(pushed, local, () => push(local));
    },
    async refreshBase(base) {
      using _held = uses.hold([base]);
      const name = await baseOf(base);
      const before = await docker.imageId(name);
      const isNew = await refreshBase(docker, base, options);
      await keepImage(docker, installation, name);
      if (isNew) await docker.removeUnnamed(before);
      return isNew;
    },
    baseContent: async (base) => docker.contentOf(await baseOf(base)),
    async refreshSet(side, base, packages) {
      const name = nameOf(side, base, packages);
      using _held = uses.hold([name, base]);
      await uses.settled([name]);
      const { local, isNew } = await ensureSet(docker, wishOf(side, base, packages, quiet), options, true);
      if (isNew && side !== "build") {
        pushed.delete(local);
        await once(pushed, local, () => push(local));
      }
      return isNew;
    },
    hold({ base, packages, slim }) {
      const run = slim === null ? nameOf("run", base, packages.run) : nameOf("slim", base, [slim]);
      const sets = [nameOf("build", base, packages.build), run];
      const held = uses.hold([...sets, base]);
      return {
        async [Symbol.asyncDispose]() {
          // A pruning that looked before the image was there is to see that something was made of them since.
          await Promise.allSettled(sets.map((name) => turns.used(name)));
          held[Symbol.dispose]();
        },
      };
    },
    forget(name) {
      if (name !== undefined) {
        bases.delete(name);
        return forgetSet(name);
      }
      bases.clear();
      baked.clear();
      known.clear();
      pushed.clear();
    },
  };
}
