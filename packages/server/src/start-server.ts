import { redactedRuntime } from "./core/logs/redacted-runtime.ts";
import type { Values } from "./config/options.ts";
import { openData } from "./open-data.ts";
import { serveHttp } from "./serve-http.ts";
import { startBuilds } from "./start-builds.ts";
import { startCollecting } from "./start-collecting.ts";
import { startParts } from "./start-parts.ts";
import { startReleases } from "./start-releases.ts";
import { startReconciling } from "./start-reconciling.ts";
import { startSettings } from "./start-settings.ts";
import { dockerNetworks } from "./docker-network/docker-networks.ts";
import { removeNetwork } from "./docker-network/network.ts";
import { stopProcesses } from "./stop-processes.ts";
import { surroundingsOf } from "./surroundings.ts";

export interface Server extends AsyncDisposable {
  readonly url: string;
}

/** Builds everything in reading order: what is kept, parts, core, HTTP. Disposing ends it in the other order. */
export async function startServer(values: Values): Promise<Server> {
  await using ends = new AsyncDisposableStack();
  const around = surroundingsOf(values, ends);
  const all = await openData(around);

  const started = await startParts(values, all.data, all.languages, around.log, around.stopping.signal);
  const parts = { ...started, runtime: redactedRuntime(started.runtime, all.redaction) };
  const { router, registry, engine, runtime } = parts;
  const stops = values["on-exit"] === "stop";
  ends.defer(() => (stops ? router[Symbol.asyncDispose]() : router.detach()));
  ends.defer(() => (stops ? registry[Symbol.asyncDispose]() : registry.detach()));
  const leaveNetwork = () => removeNetwork(dockerNetworks(values["docker-host"]), all.data.installation);
  ends.defer(() => (stops ? stopProcesses(runtime, leaveNetwork, (text) => around.log.warn(text)) : Promise.resolve()));
  ends.defer(() => engine.tidied());
  ends.defer(() => parts.memory[Symbol.asyncDispose]());

  const settings = await startSettings(around, all);

  startCollecting(around, all, parts);
  const reconciler = startReconciling(around, all, parts);
  const builds = await startBuilds(around, all, parts, reconciler);
  const releases = await startReleases(around, all, parts, reconciler);
  await serveHttp(around, { ...all, parts, reconciler, builds, settings, releases });
  around.log.info({ url: around.base, data: all.data.path, installation: all.data.installation }, "ready");
  const owned = ends.move();
  return {
    url: around.base,
    async [Symbol.asyncDispose]() {
      // First of all, so that nothing long is begun or waited for while the rest is put down.
      around.stopping.abort();
      await owned.disposeAsync();
    },
  };
}
