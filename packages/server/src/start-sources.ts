import { join } from "node:path";
import { allowedAddresses } from "./adapters/sources-git/remote/allowed-addresses.ts";
import { systemResolve } from "./adapters/sources-git/remote/pin-host.ts";
import { gitRemoteSources } from "./adapters/sources-git/remote/remote-sources.ts";
import { shortOfRoom } from "./checks/disk-check.ts";
import type { SourceDependencies } from "./core/sources/check-source.ts";
import { nextLook } from "./core/sources/pace.ts";
import type { PushDeps } from "./core/sources/push-deps.ts";
import { checkOnce, type SourceActions, sourceActions } from "./core/sources/source-actions.ts";
import { type SourceWatch, watchSources } from "./core/sources/watch-sources.ts";
import type { Data } from "./open-data.ts";
import type { Surroundings } from "./surroundings.ts";

/** Less than clients wait for an answer. */
const patienceMs = 40_000;
const tickMs = 1000;
/** Seconds that a host which does not answer is left alone, doubled each time. */
const backOff = { backOff: 15, backOffMost: 600 };

/** Repositories elsewhere: what people do with them, and the watch over all. */
export function startSources(around: Surroundings, { data, store }: Data, push: PushDeps): SourceActions {
  const { values, stopping, pause, onProblem, random, clock, ends } = around;
  const pace = { least: values["source-interval"], most: values["source-interval-most"] };
  const fraction = (): number => Number.parseInt(random.hex(4), 16) / 2 ** 32;
  const remotes = gitRemoteSources({
    directory: join(data.path, "sources"),
    addresses: allowedAddresses(values["source-private"]),
    http: values["source-http"],
    resolve: systemResolve,
    certificates: values.certificates,
    packMiB: values["push-max"],
    lookSeconds: 30,
    fetchSeconds: 600,
    stop: stopping.signal,
  });
  const deps: SourceDependencies = {
    store,
    remotes,
    push,
    held: () => shortOfRoom(data.path, values["disk-floor"]),
    nextLook: (source, failures, found) => nextLook(pace, clock.now(), source, failures, found, fraction()),
  };
  const check = checkOnce(deps);
  const looks = values["source-looks"];
  const limits = { ...pace, ...backOff, looks, perHost: Math.ceil(looks / 2) };
  const watch = watchSources({ store, check, clock, fraction, onProblem, stopping: stopping.signal }, limits);
  const watching = goOn(watch, around);
  ends.defer(async () => {
    stopping.abort();
    await watching;
    await watch.settled();
  });
  return sourceActions(deps, check, { patienceMs, pause: (ms) => pause(ms, stopping.signal), onProblem });
}

async function goOn(watch: SourceWatch, { stopping, pause, onProblem }: Surroundings): Promise<void> {
  while (!stopping.signal.aborted) {
    await watch.tick().catch((error: unknown) => onProblem("watching sources", error));
    await pause(tickMs, stopping.signal);
  }
}
