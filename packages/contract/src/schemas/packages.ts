import { z } from "zod";
import { Moment, ToolName } from "../ids.ts";

/** One generation of the base, named after its Debian. */
export const BaseName = z.enum(["debian-13", "debian-12"]);
export type BaseName = z.infer<typeof BaseName>;

/** Debian policy 5.6.1, and `/backports` for a package of the base's backports. */
export const DebianPackage = z
  .string()
  .regex(/^[a-z0-9][a-z0-9+.-]{1,100}(\/backports)?$/, "must be the name of a Debian package, like libpq5, or like git/backports");
export type DebianPackage = z.infer<typeof DebianPackage>;

/** A base as this installation has it. */
export const BaseStatus = z.object({
  base: BaseName,
  /** When it was last made from its source; null when nothing stands on it. */
  checked: Moment.nullable(),
  /** When that last gave something new. */
  changed: Moment.nullable(),
  /** Package sets on it. */
  sets: z.number().int(),
  /** Day after which only the long-term team mends security holes. */
  fullSupport: z.string(),
  /** Day after which nobody does. */
  endOfLife: z.string(),
  /** It is being made again, or the sets on it. */
  refreshing: z.boolean(),
  /** Why the last time failed. */
  problem: z.string().nullable(),
});
export type BaseStatus = z.infer<typeof BaseStatus>;

/** The Debian packages that a tool's live release has under it. */
export const ToolPackages = z.object({
  tool: ToolName,
  base: BaseName,
  packages: z.array(z.object({ name: z.string(), version: z.string().nullable() })),
  baked: Moment,
  /** It stands on the newest bake. */
  fresh: z.boolean(),
});
export type ToolPackages = z.infer<typeof ToolPackages>;
