import type { Data } from "./open-data.ts";
import type { Surroundings } from "./surroundings.ts";

const [hour, day] = [3600_000, 24 * 3600_000];

/** Removes what tests left when it is too old. */
export function startArtifacts({ values, clock, onProblem, pause, ends }: Surroundings, { artifacts }: Pick<Data, "artifacts">): void {
  const ended = new AbortController();
  const expire = async (): Promise<void> => {
    const before = Date.parse(clock.now()) - values["artifacts-days"] * day;
    for (const { tool, build, at } of await artifacts.stored(null)) if (Date.parse(at) < before) await artifacts.remove(tool, build);
  };
  const expiring = (async () => {
    while (!ended.signal.aborted) {
      await pause(hour, ended.signal);
      if (!ended.signal.aborted) await expire().catch((error: unknown) => onProblem("removing old artifacts", error));
    }
  })();
  ends.defer(async () => {
    ended.abort();
    await expiring;
  });
}
