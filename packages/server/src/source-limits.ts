import type { SourceLimits } from "./core/sources/limits.ts";
import type { Surroundings } from "./surroundings.ts";

/** What a push, a fetch, and a commit with its submodules may have. */
export function sourceLimits({ values }: Pick<Surroundings, "values">): SourceLimits {
  return {
    packMiB: values["push-max"],
    fileMiB: values["push-max-file"],
    files: values["push-max-files"],
    pathBytes: 1024,
    refs: 100,
  };
}
