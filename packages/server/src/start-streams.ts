import { sshEventStreams } from "./adapters/sources-git/remote/event-streams.ts";
import { type StreamWatch, watchStreams } from "./core/sources/streams/watch-streams.ts";
import type { Data } from "./open-data.ts";
import type { PinRules } from "./remote-hosts/pin-host.ts";
import type { Surroundings } from "./surroundings.ts";

const tickMs = 2000;
const limits = { most: 50, firstWait: 1, mostWait: 300, steady: 60, settled: 10 };

/** Follows the events of forges for the sources that want it. */
export function startStreams(around: Surroundings, { store, vault }: Data, rules: PinRules, wake: () => void): StreamWatch {
  const { stopping, pause, onProblem, random, clock, ends } = around;
  const fraction = (): number => Number.parseInt(random.hex(4), 16) / 2 ** 32;
  const streams = sshEventStreams(rules);
  const deps = { store, vault, random, streams, clock, fraction, pause, wake, onProblem, stopping: stopping.signal };
  const watch = watchStreams(deps, limits);
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      await watch.tick().catch((error: unknown) => onProblem("following events of forges", error));
      await pause(tickMs, stopping.signal);
    }
  })();
  ends.defer(async () => {
    stopping.abort();
    await watching;
    await watch.settled();
  });
  return watch;
}
