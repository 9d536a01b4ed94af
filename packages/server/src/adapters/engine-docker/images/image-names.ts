import { SluiceError } from "@sluice/contract";
import { createHash } from "node:crypto";
import type { Base, PackageSet, SlimKind } from "../../../core/languages/build-plan.ts";

export type Side = "build" | "run";

/** Raised when what a bake does changes, so that old images are not taken for new ones. */
const templateVersion = 1;
const slimVersion = 1;

/** Debian policy 5.6.1, with the `:arch` that apt understands. */
const packageName = /^[a-z0-9][a-z0-9+.-]{1,100}(:[a-z0-9]{1,20})?$/;

/** Local name of a base image. */
export const baseImageName = (base: Base): string => `sluice/base:${base}`;

/**
 * Name of a package set, without registry. The base's digest is not in it: a refreshed base keeps
 * the name, so that images can be rebased by name.
 */
export function packageImage(side: Side, base: Base, packages: PackageSet): { repository: string; tag: string } {
  const wrong = packages.find((name) => !packageName.test(name));
  if (wrong !== undefined) throw new SluiceError("invalid-request", `"${wrong}" is not a Debian package name`);
  const sorted = [...new Set(packages)].toSorted();
  const hash = createHash("sha256")
    .update(JSON.stringify([templateVersion, side, base, sorted]))
    .digest("hex");
  return { repository: `sluice/${side}-packages`, tag: hash.slice(0, 32) };
}

/** Name of a nearly empty run image, beside the package sets, so that it is pushed, pulled and rebased as they are. */
export function slimImage(kind: SlimKind, base: Base): { repository: string; tag: string } {
  const hash = createHash("sha256")
    .update(JSON.stringify([slimVersion, "slim", kind, base]))
    .digest("hex");
  return { repository: "sluice/run-packages", tag: hash.slice(0, 32) };
}
