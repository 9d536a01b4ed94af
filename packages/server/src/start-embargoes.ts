import { finishDisclosures } from "./core/embargoes/disclose-embargo.ts";
import type { Data } from "./open-data.ts";
import type { Surroundings } from "./surroundings.ts";

/** Before anybody is answered: a disclosure that was cut off is whole again. One that cannot be now is done when it is asked for again. */
export async function startEmbargoes({ clock, onProblem }: Surroundings, { store, sources }: Data): Promise<void> {
  await finishDisclosures({ store, sources, clock }).catch((error: unknown) => onProblem("ending a disclosure", error));
}
