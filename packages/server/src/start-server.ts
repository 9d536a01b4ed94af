import { redactedRuntime } from "./core/logs/redacted-runtime.ts";
import { setTimeout as delay } from "node:timers/promises";
import type { Values } from "./config/options.ts";
import type { DataDirectory } from "./data-directory/open.ts";
import { giveSigns } from "./data-directory/sign-of-life.ts";
import { writeServing } from "./data-directory/serving.ts";
import { openData } from "./open-data.ts";
import { alikeOf } from "./stand-by/alike.ts";
import { mustBeFree } from "./listening.ts";
import { serveHttp } from "./serve-http.ts";
import { startBuilds } from "./start-builds.ts";
import { startArtifacts } from "./start-artifacts.ts";
import { startCollecting } from "./start-collecting.ts";
import { startEmbargoes } from "./start-embargoes.ts";
import { startJobs } from "./start-jobs.ts";
import { leave, startParts } from "./start-parts.ts";
import { startPreviews } from "./start-previews.ts";
import { startPruning } from "./start-pruning.ts";
import { startTrials } from "./start-trials.ts";
import { startSboms } from "./start-sboms.ts";
import { startLicences } from "./start-licences.ts";
import { startSignatures } from "./start-signatures.ts";
import { startScans } from "./start-scans.ts";
import { startReleases } from "./start-releases.ts";
import { startReconciling } from "./start-reconciling.ts";
import { startPackages, takeTurns } from "./start-packages.ts";
import { startSettings } from "./start-settings.ts";
import { startComponents } from "./start-components.ts";
import { stopProcesses } from "./stop-processes.ts";
import { removeFromEngine } from "./remove-from-engine.ts";
import { type Surroundings, surroundingsOf } from "./surroundings.ts";

/** How long an image that is being made is waited for at the end. */
const lastImageMs = 5000;

/** The data directory, which is this server's from now on, and who had its address so long. */
export interface Place {
  readonly directory: DataDirectory;
  yieldAddress?(): Promise<void>;
}

/** Starts all, or ends what it has started; `onFailure` hears of it before that, which may take long. */
export async function startServer(values: Values, place: Place, onFailure: (error: unknown) => void): Promise<AsyncDisposable> {
  await using ends = new AsyncDisposableStack();
  ends.use(place.directory);
  if (place.yieldAddress !== undefined) ends.defer(place.yieldAddress);
  const around = surroundingsOf(values, ends);
  try {
    await startAll(around, place);
  } catch (error) {
    onFailure(error);
    // as at every stop: nothing long is begun or waited for while the rest is put down
    around.stopping.abort();
    throw error;
  }
  const owned = ends.move();
  return {
    async [Symbol.asyncDispose]() {
      // First of all, so that nothing long is begun or waited for while the rest is put down.
      around.stopping.abort();
      await owned.disposeAsync();
    },
  };
}

/** Builds everything in reading order: what is kept, parts, core, HTTP. What ends it is left in `around.ends`, to be done in the other order. */
async function startAll(around: Surroundings, place: Place): Promise<void> {
  const { values, ends } = around;
  if (place.yieldAddress === undefined) await mustBeFree(values);
  const all = await openData(around, place.directory);

  ends.use(await giveSigns(all.data.path, () => all.store.ping()));

  const turns = await takeTurns(around, all);
  const stops = values["on-exit"] === "stop";
  // An engine that is away is no reason not to end.
  const unlessAway = (work: Promise<unknown>): Promise<void> =>
    work.then(
      () => undefined,
      (error: unknown) => around.log.warn(`not all that runs could be stopped: ${error instanceof Error ? error.message : String(error)}`),
    );
  // last of all: an engine that is busy keeping an image removes nothing meanwhile, and nothing else may be left for that
  ends.defer(() => (stops ? unlessAway(removeFromEngine(values["docker-host"], all.data.installation)) : Promise.resolve()));
  const started = await startParts(values, all.data, all.control.components, around.log, around.stopping.signal, turns);
  const parts = { ...started, runtime: redactedRuntime(started.runtime, all.redaction) };
  const { router, registry, engine, runtime } = parts;
  ends.defer(() => leave(values, router));
  ends.defer(() => leave(values, registry));
  let making = (): Promise<void> => Promise.resolve();
  ends.defer(() => Promise.race([making(), delay(lastImageMs, undefined, { ref: false })]));
  ends.defer(() => (stops ? unlessAway(Promise.all([stopProcesses(runtime), stopProcesses(parts.components)])) : Promise.resolve()));
  ends.defer(() => engine.close());
  ends.defer(() => parts.memory[Symbol.asyncDispose]());

  const settings = await startSettings(around, all);

  startCollecting(around, all, parts);
  startArtifacts(around, all);
  const signatures = await startSignatures(around, all, parts);
  const reconciler = startReconciling(around, all, parts, signatures);
  const components = startComponents(around, all, parts);
  const sboms = startSboms(around, all, parts);
  const licences = await startLicences(around, all);
  const scans = startScans(around, all, sboms);
  const builds = await startBuilds(around, all, parts, reconciler, sboms, licences, scans, signatures);
  making = () => builds.baseImages.done;
  const jobs = await startJobs(around, all, parts);
  const releases = await startReleases(around, all, parts, reconciler, jobs);
  const previews = startPreviews(around, all, parts, reconciler, builds);
  const packages = await startPackages(around, all, parts, () => builds.baseImages.sets(), signatures);
  await startEmbargoes(around, all);
  const yieldAddress = place.yieldAddress ?? (() => Promise.resolve());
  const pruner = startPruning(around, all, parts, () => builds.baseImages.sets());
  startTrials(around, all, { builds, jobs, previews, engine, pruner });
  await serveHttp(around, {
    yieldAddress,
    ...all,
    packages,
    parts,
    reconciler,
    builds,
    jobs,
    settings,
    releases,
    previews,
    sboms,
    licences,
    scans,
    signatures,
    components,
    pruner,
  });
  await writeServing(all.data.path, { ...values.listen, alike: alikeOf(values) });
  const url = `http://${values.listen.host}:${values.listen.port}`;
  around.log.info({ url, data: all.data.path, installation: all.data.installation }, "ready");
}
