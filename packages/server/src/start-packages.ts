import { bakeTurns } from "./core/packages/bake-turns.ts";
import type { BakeTurns } from "./core/ports/package-store.ts";
import type { Data } from "./open-data.ts";
import type { Surroundings } from "./surroundings.ts";

/** Who may bake a package set when. */
export async function takeTurns(around: Surroundings, { data, store }: Data): Promise<BakeTurns> {
  const { values, clock, random, pause, stopping, onProblem } = around;
  const holder = `${data.installation}-${random.hex(4)}`;
  // The data directory is locked: with a store of its own, whoever held a lease before is dead.
  if (values.database === "sqlite") await store.releaseBakes(holder);
  return bakeTurns({ store, clock, pause, holder, stop: stopping.signal, onProblem });
}
