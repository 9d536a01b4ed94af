import { finishWishes } from "./core/settings/change-settings.ts";
import { listKeys, resealAll } from "./core/settings/rotate-keys.ts";
import type { Data } from "./open-data.ts";
import type { Surroundings } from "./surroundings.ts";

const againMs = 60_000;

/**
 * Finishes what a crash cut off before anything else looks: releases that were accepted, values under an old key.
 * Both are tried again once a minute, for what an outage prevents.
 */
export async function startSettings(around: Surroundings, { store, control, keys, vault }: Data) {
  const { clock, ends, onProblem, pause } = around;
  const stop = new AbortController();
  const deps = { store, control, keys, vault, clock };
  let resealing: Promise<void> = Promise.resolve();
  const reseal = (): Promise<void> => {
    resealing = resealing.then(() => resealAll(deps, stop.signal)).catch((error: unknown) => onProblem("resealing secrets", error));
    return resealing;
  };

  await finishWishes(deps, onProblem);
  const again = async (): Promise<void> => {
    await reseal();
    for (;;) {
      await pause(againMs, stop.signal);
      if (stop.signal.aborted) return;
      await finishWishes(deps, onProblem).catch((error: unknown) => onProblem("releasing settings", error));
      await reseal();
    }
  };
  const working = again();
  ends.defer(async () => {
    stop.abort();
    await working;
    await resealing;
  });
  return {
    ...deps,
    rotate: async () => {
      await keys.rotate();
      void reseal();
      return listKeys(deps);
    },
  };
}

export type SettingsPart = Awaited<ReturnType<typeof startSettings>>;
