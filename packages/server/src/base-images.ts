import type { Check } from "@sluice/contract";
import type { PackageImages } from "./adapters/engine-docker/index.ts";
import type { Language } from "./core/languages/language.ts";
import { packageSetsOf } from "./core/languages/offered-sets.ts";

/** The images that first builds need, made in the background so that the first push does not wait for them. */
export interface BaseImages {
  check(): Check;
  /** Resolves when all are made or one has failed; never rejects. */
  readonly done: Promise<void>;
}

const todo = "The next build tries again. See the server's log; the machine must reach Debian's packages or an image registry.";

export function makeBaseImages(images: PackageImages, languages: readonly Language[], onProblem: (error: unknown) => void): BaseImages {
  let made = 0;
  let problem: string | null = null;
  const sets = packageSetsOf(languages);
  const done = (async () => {
    try {
      for (const { base, packages } of sets) {
        await Promise.all([images.build(base, packages.build), images.run(base, packages.run)]);
        made += 1;
      }
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      onProblem(error);
    }
  })();
  return {
    done,
    check() {
      const part = "base images";
      if (problem !== null) return { part, state: "fail", found: problem, todo };
      if (made < sets.length) return { part, state: "warn", found: `${made} of ${sets.length} made`, todo: "Wait: they are being made, once." };
      return { part, state: "ok", found: `${made} made`, todo: "" };
    },
  };
}
