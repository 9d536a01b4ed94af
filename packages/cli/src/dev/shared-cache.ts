import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Failure } from "../failure.ts";

/** Base images and the parts that builds need, from where SLUICE_CACHE says, or from where the checkout's own scripts made them. */
export function cacheOfCheckout(said: string | undefined): string {
  const cache = said ?? fileURLToPath(new URL("../../../../.data/cache", import.meta.url));
  if (existsSync(`${cache}/bin/lifecycle`)) return cache;
  throw new Failure(
    "wrong-state",
    `The parts that builds need are not in ${cache}.`,
    "Make them once, in the checkout of Sluice: npm run demo -- --once. Or name the place where they are in SLUICE_CACHE.",
  );
}
