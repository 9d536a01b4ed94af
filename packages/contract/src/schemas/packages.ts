import { z } from "zod";

/** One generation of the base, named after its Debian. */
export const BaseName = z.enum(["debian-13", "debian-12"]);
export type BaseName = z.infer<typeof BaseName>;

/** Debian policy 5.6.1, and `/backports` for a package of the base's backports. */
export const DebianPackage = z
  .string()
  .regex(/^[a-z0-9][a-z0-9+.-]{1,100}(\/backports)?$/, "must be the name of a Debian package, like libpq5, or like git/backports");
export type DebianPackage = z.infer<typeof DebianPackage>;
