import { type BaseName, Digest, type Moment } from "@sluice/contract";
import { imageUses } from "../../src/adapters/engine-docker/images/image-uses.ts";
import { runRepository } from "../../src/core/packages/run-repository.ts";
import type { EngineStock, PlatformImage } from "../../src/core/ports/engine-stock.ts";
import type { BakedSet, SetSide } from "../../src/core/ports/package-store.ts";
import type { Store } from "../../src/core/ports/store.ts";

export const setsMs = 2 * 3600_000;

type Hook = (point: string) => Promise<void>;
interface Clock {
  readonly now: () => Moment;
  readonly monotonic: () => number;
}

/** A run image in the registry. */
interface RunImage {
  readonly set: string | null;
  readonly pushed: number;
}

const runDigest = (n: number): Digest => Digest.parse(`sha256:${(0xf0000 + n).toString(16).padStart(64, "0")}`);
const number = (digest: Digest): number => Number.parseInt(digest.slice(-8), 16);

/** The set that an image stands on, always the same; one image in some stands on none. */
export const runSetOf = (digest: Digest): string | null => (number(digest) % 6 === 0 ? null : `run-${number(digest) % 5}`);

function setOf(name: string): BakedSet {
  const n = Number(name.slice(-1));
  const [side, base]: [SetSide, BaseName] = [name.startsWith("run") ? "run" : "build", n % 2 === 0 ? "debian-13" : "debian-12"];
  return { name, side, base, packages: [name], versions: null, baseContent: "", baked: "2026-01-01T00:00:00.000Z" };
}

/** Package sets and bases of an engine and a registry that are lists, with what uses and removals are kept apart by. */
export function playSets(store: Store, clock: Clock, hook: Hook) {
  const uses = imageUses();
  /** Local images of sets and bases → when made. */
  const local = new Map<string, number>();
  const former = new Map<string, number>();
  const runImages = new Map<Digest, RunImage>();
  const used = new Map<string, number>();
  /** Sets that went, and how long no build had used each. */
  const removals: { readonly name: string; readonly unused: number }[] = [];
  let count = 0;

  const pushRunImage = (name: string): void => {
    for (const [digest, image] of runImages) if (image.set === name) runImages.set(digest, { ...image, set: null });
    count += 1;
    runImages.set(runDigest(count), { set: name, pushed: clock.monotonic() });
  };
  const hasRunImage = (name: string): boolean => [...runImages.values()].some(({ set }) => set === name);

  async function ensure(name: string): Promise<void> {
    const set = setOf(name);
    using _held = uses.hold([name, set.base]);
    await uses.settled([name]);
    used.set(name, clock.monotonic());
    if (await store.useSet(name, clock.now())) return;
    await uses.settled([set.base]);
    await hook("baking");
    if (!local.has(set.base)) local.set(set.base, clock.monotonic());
    if (!local.has(name)) local.set(name, clock.monotonic());
    await hook("baked");
    await store.putSet(set, clock.now());
    if (set.side === "run" && !hasRunImage(name)) pushRunImage(name);
  }

  return {
    local,
    former,
    runImages,
    removals,
    hasRunImage,
    /** A build: what it stands on is held from its beginning to its end. */
    async build<T>(digest: Digest, work: () => Promise<T>): Promise<T> {
      const run = runSetOf(digest);
      const names = [`build-${number(digest) % 4}`, ...(run === null ? [] : [run])];
      const held = uses.hold(names);
      try {
        for (const name of names) await ensure(name);
        const result = await work();
        for (const name of names) {
          if (!local.has(name)) throw new Error(`${name} went while a build used it`);
          if (name === run && !hasRunImage(name)) throw new Error(`the run image of ${name} went while a build used it`);
          await store.useSet(name, clock.now());
          used.set(name, clock.monotonic());
        }
        return result;
      } finally {
        held[Symbol.dispose]();
      }
    },
    /** What is known is baked again on a newer base: no use. */
    async refresh(name: string): Promise<void> {
      const set = setOf(name);
      using _held = uses.hold([name, set.base]);
      await uses.settled([name]);
      await hook("baking");
      if (!local.has(name)) return;
      count += 1;
      former.set(`former-${count}`, clock.monotonic());
      local.set(name, clock.monotonic());
      await store.renewSet({ ...set, baked: clock.now() });
      if (set.side === "run") pushRunImage(name);
    },
    deleteRunImage(digest: Digest): void {
      runImages.delete(digest);
    },
    async *held() {
      for (const [digest, { set, pushed }] of runImages)
        yield { repository: runRepository, digest, tags: set === null ? [] : [set], pushed };
    },
    engine: {
      async platformImages() {
        const platform = (kind: PlatformImage["kind"], name: string, at: number): PlatformImage => ({
          kind,
          name,
          bytes: 1,
          made: new Date(at).toISOString() as Moment,
          isUsed: false,
        });
        return [
          ...[...local].map(([name, at]) => platform(name.startsWith("debian") ? "base" : "set", name, at)),
          ...[...former].map(([name, at]) => platform("former", name, at)),
        ];
      },
      async removePlatformImage({ kind, name }, mayGo) {
        if (kind === "former") return (await mayGo()) && former.delete(name);
        return uses.removeUnheld(name, async () => {
          if (!(await mayGo())) return false;
          const unused = clock.monotonic() - (used.get(name) ?? Number.NEGATIVE_INFINITY);
          if (kind === "set") removals.push({ name, unused });
          await hook("delete");
          local.delete(name);
          await hook("deleted");
          return true;
        });
      },
    } satisfies Pick<EngineStock, "platformImages" | "removePlatformImage">,
  };
}

export type PlayedSets = ReturnType<typeof playSets>;
