import type { Check } from "@sluice/contract";
import type { PackageImages } from "./adapters/engine-docker/index.ts";
import type { Language } from "./core/languages/language.ts";
import { packageSetsOf, type OfferedSet } from "./core/languages/offered-sets.ts";

/** The images that first builds need, made in the background so that the first push does not wait for them. */
export interface BaseImages {
  check(): Check;
  /** Languages came: what they need beside the rest is made too. */
  alsoFor(languages: readonly Language[]): void;
  /** What is made ahead for the languages that there are. */
  sets(): readonly OfferedSet[];
  /** Resolves when all are made, or the server stops. */
  readonly done: Promise<void>;
}

const todo = "It is tried again every 15 s. The machine must reach Debian's packages or an image registry.";

const retryMs = 15_000;

export function makeBaseImages(
  images: PackageImages,
  languages: readonly Language[],
  pause: (ms: number) => Promise<void>,
  stop: AbortSignal,
  onProblem: (error: unknown) => void,
): BaseImages {
  let made = 0;
  let problem: string | null = null;
  const sets = [...packageSetsOf(languages)];
  async function make({ base, packages }: OfferedSet): Promise<void> {
    while (!stop.aborted) {
      try {
        await Promise.all([images.build(base, packages.build), images.run(base, packages.run)]);
        problem = null;
        made += 1;
        return;
      } catch (error) {
        if (stop.aborted) return;
        problem = error instanceof Error ? error.message : String(error);
        onProblem(error);
        await pause(retryMs);
      }
    }
  }
  const makeAll = async (some: readonly OfferedSet[]): Promise<void> => {
    for (const set of some) await make(set);
  };
  let done = makeAll([...sets]);
  let offered: readonly OfferedSet[] = sets;
  return {
    sets: () => offered,
    get done() {
      return done;
    },
    alsoFor(more) {
      offered = packageSetsOf(more);
      const known = new Set(sets.map((set) => JSON.stringify(set)));
      const added = offered.filter((set) => !known.has(JSON.stringify(set)));
      sets.push(...added);
      done = done.then(() => makeAll(added));
    },
    check() {
      const part = "base images";
      if (problem !== null) return { part, state: "fail", found: problem, todo };
      if (made < sets.length)
        return { part, state: "warn", found: `${made} of ${sets.length} made`, todo: "Wait: they are being made, once." };
      return { part, state: "ok", found: `${made} made`, todo: "" };
    },
  };
}
