import { chmodSync, copyFileSync, linkSync } from "node:fs";
import { userInfo } from "node:os";

/** Debian's `nobody`, who is in every machine. */
const nobody = 65534;

/** Who runs a forge that refuses to run as root, or should not: null where that is nobody special. */
export function lowerUser(): { readonly uid: number; readonly prefix: readonly string[] } | null {
  if (userInfo().uid !== 0) return null;
  return { uid: nobody, prefix: ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"] };
}

/** A file for whoever runs the forge, who may not be let into the directory of the cache: a link where both are on one file system. */
export function ownFile(from: string, to: string, mode: number): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
  chmodSync(to, mode);
}
