import { DebianPackage, SluiceError } from "@sluice/contract";
import { createHash } from "node:crypto";
import type { Base, PackageSet, SlimKind } from "../../../core/languages/build-plan.ts";

export type Side = "build" | "run";

/** Raised when what a bake does changes, so that old images are not taken for new ones. */
const templateVersions = { build: 1, run: 3 } as const;
const slimVersion = 1;

/** What sets are baked from, when that is not the plain Debian: installations that share an engine do not share such images. */
export interface Origin {
  /** The image or file that a base is made from; null: Debian's packages. */
  readonly source: string | null;
  /** Names an admin's repositories; empty: none. */
  readonly repositories: string;
}

function prefix({ source, repositories }: Origin): string {
  if (source === null && repositories === "") return "sluice/";
  const hash = createHash("sha256")
    .update(JSON.stringify([source, repositories]))
    .digest("hex");
  return `sluice/${hash.slice(0, 12)}-`;
}

/** Local name of a base image. */
export const baseImageName = (base: Base, source: string | null): string => `${prefix({ source, repositories: "" })}base:${base}`;

/** Local repository of a side's package sets. */
export const localRepository = (side: Side, origin: Origin): string => `${prefix(origin)}${side}-packages`;

/**
 * Names a package set. The base's digest is not in it: a refreshed base keeps the name, so that images can be
 * rebased by name.
 */
export function setName(side: Side, base: Base, packages: PackageSet): string {
  const wrong = packages.find((name) => !DebianPackage.safeParse(name).success);
  if (wrong !== undefined) throw new SluiceError("invalid-request", `"${wrong}" is not a Debian package name`);
  const sorted = [...new Set(packages)].toSorted();
  const hash = createHash("sha256")
    .update(JSON.stringify([templateVersions[side], side, base, sorted]))
    .digest("hex");
  return hash.slice(0, 32);
}

/** Name of a nearly empty run image, beside the package sets, so that it is pushed, pulled and rebased as they are. */
export function slimName(kind: SlimKind, base: Base): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([slimVersion, "slim", kind, base]))
    .digest("hex");
  return hash.slice(0, 32);
}
