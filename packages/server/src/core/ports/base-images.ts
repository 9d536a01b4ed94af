import type { BaseName } from "@sluice/contract";
import type { SetSide } from "./package-store.ts";

/** Bases and package sets, made again from what Debian has now. */
export interface BaseImages {
  /** Makes the base again from its source. False when nothing of it is new. */
  refreshBase(base: BaseName): Promise<boolean>;
  /** Names what is in the base as it is now. */
  baseContent(base: BaseName): Promise<string>;
  /** Bakes a set again, on the base as it is now. False when nothing of it is new. */
  refreshSet(side: SetSide, base: BaseName, packages: readonly string[]): Promise<boolean>;
}
