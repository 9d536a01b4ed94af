import { join } from "node:path";
import { allowedAddresses } from "./adapters/sources-git/remote/allowed-addresses.ts";
import { systemResolve } from "./adapters/sources-git/remote/pin-host.ts";
import { gitRemoteSources } from "./adapters/sources-git/remote/remote-sources.ts";
import { shortOfRoom } from "./checks/disk-check.ts";
import type { SourceDependencies } from "./core/sources/check-source.ts";
import type { PushDeps } from "./core/sources/push-deps.ts";
import { checkOnce, type SourceActions, sourceActions } from "./core/sources/source-actions.ts";
import type { Data } from "./open-data.ts";
import type { Surroundings } from "./surroundings.ts";

/** Less than clients wait for an answer. */
const patienceMs = 40_000;

/** Repositories elsewhere: what people do with them. */
export function startSources(around: Surroundings, { data, store }: Data, push: PushDeps): SourceActions {
  const { values, stopping, pause, onProblem } = around;
  const remotes = gitRemoteSources({
    directory: join(data.path, "sources"),
    addresses: allowedAddresses(values["source-private"]),
    http: values["source-http"],
    resolve: systemResolve,
    certificates: values.certificates,
    packMiB: values["push-max"],
    lookSeconds: 30,
    fetchSeconds: 600,
  });
  const deps: SourceDependencies = {
    store,
    remotes,
    push,
    held: () => shortOfRoom(data.path, values["disk-floor"]),
    nextLook: () => push.clock.now(),
  };
  return sourceActions(deps, checkOnce(deps), { patienceMs, pause: (ms) => pause(ms, stopping.signal), onProblem });
}
