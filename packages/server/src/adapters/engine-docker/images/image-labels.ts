import { z } from "zod";

/**
 * Labels of a package set's image: what it was baked from, and what is in it. A rebase takes what begins with
 * `io.buildpacks.base.` over from the new run image, so that they stay true of the images that stand on it.
 */
export const setLabels = {
  certificates: "io.sluice.certificates",
  /** Content of the base image. */
  base: "io.buildpacks.base.sluice.content",
  content: "io.buildpacks.base.sluice.packages",
  /** JSON, version by name. */
  versions: "io.buildpacks.base.sluice.versions",
} as const;

const Versions = z.record(z.string(), z.string());

/** Null for a set that was baked before its versions were recorded. */
export function versionsIn(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> | null {
  const text = labels[setLabels.versions];
  return text === undefined ? null : Versions.parse(JSON.parse(text));
}
