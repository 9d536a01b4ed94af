import { dockerfilePolicy } from "./dockerfile-policy.ts";
import { join } from "node:path";
import { prometheusMetrics } from "./adapters/metrics-prometheus/prometheus.ts";
import type { Check, ComponentStatus } from "@sluice/contract";
import { openGitServer } from "./adapters/sources-git/http-backend.ts";
import { checkDisk, shortOfRoom } from "./checks/disk-check.ts";
import { checkEngine } from "./checks/engine-check.ts";
import { checkPart } from "./checks/part-check.ts";
import { checkLanguages } from "./checks/languages-check.ts";
import { checkStore } from "./checks/store-check.ts";
import { signInLimit } from "./core/access/sign-in-limit.ts";
import { whyNotDeploy, whyUserMayNotDeploy } from "./core/access/may-deploy.ts";
import { cancelBuild } from "./core/builds/cancel-build.ts";
import type { JobsApi } from "./core/jobs/jobs-api.ts";
import type { Pruner } from "./core/pruning/pruner.ts";
import type { PushDeps } from "./core/sources/push-deps.ts";
import type { Reconciler } from "./core/reconcile/reconciler.ts";
import type { ReleaseActions } from "./core/releases/release-actions.ts";
import type { Signatures } from "./core/signatures/signatures-api.ts";
import type { SbomWork } from "./core/sboms/sbom-work.ts";
import type { LicenceDependencies } from "./core/licences/check-licence.ts";
import type { PreviewActions } from "./core/previews/preview-actions.ts";
import { wishPreview } from "./core/previews/wish-preview.ts";
import { removeRelease } from "./core/releases/make-release.ts";
import { figuresOf } from "./figures.ts";
import { slots } from "./http/git/slots.ts";
import { createHttp } from "./http/create-http.ts";
import { whyNotListening } from "./listening.ts";
import type { Data } from "./open-data.ts";
import { checkBases } from "./checks/bases-check.ts";
import type { Packages } from "./start-packages.ts";
import type { Builds } from "./start-builds.ts";
import { previewLimits, previewTimes } from "./preview-options.ts";
import { sourceLimits } from "./source-limits.ts";
import { startSources } from "./start-sources.ts";
import { startProcesses } from "./start-processes.ts";
import type { Parts } from "./start-parts.ts";
import type { SettingsPart } from "./start-settings.ts";
import { checkControl, startControl } from "./start-control.ts";
import { withRemote } from "./remote-condition.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Scans } from "./start-scans.ts";
import { toolStatus } from "./tool-status.ts";

export interface Running extends Data {
  readonly parts: Parts;
  readonly reconciler: Reconciler;
  readonly builds: Builds;
  readonly jobs: JobsApi;
  readonly settings: SettingsPart;
  readonly releases: ReleaseActions;
  readonly packages: Packages;
  readonly sboms: SbomWork;
  readonly signatures: Signatures;
  readonly licences: LicenceDependencies;
  readonly scans: Scans;
  readonly previews: PreviewActions;
  readonly pruner: Pruner;
  readonly components: () => Promise<ComponentStatus[]>;
  /** Frees the address that is listened on. */
  readonly yieldAddress: () => Promise<void>;
}

const releaseBranches = ["main", "master"];

/** The API and git, bound to what runs. Returns when it listens. */
export async function serveHttp(around: Surroundings, running: Running): Promise<void> {
  const { values, clock, random, onProblem, urlOf, gitUrlOf } = around;
  const { data, store, sources, logs, kept, control, parts, reconciler, builds, releases, jobs } = running;
  const { registry, router } = parts;
  const required = async (): Promise<readonly Check[]> => [
    checkPart("registry", registry.program, registry.host),
    checkPart("router", router.program, `${values["router-listen"].host}:${values["router-listen"].port}`),
    ...(await checkEngine(values["docker-host"], clock.now)),
    await checkStore(store),
    await checkDisk(data.path, values["disk-floor"], values["disk-low"]),
  ];
  const figures = figuresOf({
    store,
    sources,
    reconciler,
    releaseBranches,
    monotonic: clock.monotonic,
    checks: required,
    now: clock.now,
    pruning: running.pruner.figures,
  });
  const metrics = prometheusMetrics();
  const push = pushOf(around, running);
  const http = createHttp({
    releaseBranches,
    drift: async (tool) => ({ policy: values.drift, differences: [...(await reconciler.drift(tool))] }),
    metrics: async () => metrics.text(await figures()),
    store,
    clock,
    random,
    signIns: signInLimit(clock, values["sign-in-failures"]),
    trustedProxies: values["trusted-proxies"],
    logs,
    sources,
    kept,
    artifacts: running.artifacts,
    urlOf,
    gitUrlOf,
    onProblem,
    status: async (tool) =>
      withRemote(
        control.remote,
        await toolStatus({ store, kept, reconciler, jobs, sources, releaseBranches, redaction: running.redaction }, tool, urlOf(tool)),
      ),
    ready: required,
    doctor: async () => [
      ...(await required()),
      ...checkControl(running),
      ...checkLanguages(await running.languages.now()),
      builds.baseImages.check(),
      ...(await checkBases(running.packages.bases, values["base-refresh"], clock.now())),
      await running.pruner.check(),
    ],
    cancelBuild: (id) => cancelBuild({ store, logs, clock, worker: builds.worker }, id),
    removeRelease: (tool, user) => removeRelease({ control }, tool, user, `Deleted by ${user}.`),
    settings: running.settings,
    releases,
    bases: running.packages.bases,
    rebases: running.packages.rebases,
    sboms: running.sboms,
    signatures: running.signatures,
    licences: running.licences.rules,
    scans: running.scans.work,
    previews: running.previews,
    control: await startControl(around, running, parts, running.components),
    languages: { catalog: running.languages, files: control.languages },
    dockerfiles: dockerfilePolicy(values),
    processes: startProcesses({ store, control, clock }),
    exec: { runtime: parts.runtime, slots: slots(64, "programs over sockets") },
    jobs,
    ...startSources(around, running, push),
    pruner: running.pruner,
    engine: parts.engine,
    pause: around.pause,
    git: {
      server: await openGitServer({
        root: join(data.path, "sources"),
        hooks: join(data.path, "hooks"),
        packMiB: values["push-max"],
        seconds: 600,
        takesOptions: true,
        failed: (error) => onProblem("serving git", error),
      }),
      fetches: 32,
      pushes: 256,
      held: () => shortOfRoom(data.path, values["disk-floor"]),
      push,
    },
  });
  around.ends.defer(() => http.close());
  // Loads what is left to load, so that nobody listens for a moment only.
  await http.ready();
  await running.yieldAddress();
  const { host, port } = values.listen;
  await http.listen({ host, port }).catch((error: unknown) => {
    throw whyNotListening(error, values) ?? error;
  });
}

function pushOf({ values, clock, pause, urlOf }: Surroundings, { store, logs, sources, builds, parts }: Running): PushDeps {
  return {
    store,
    logs,
    sources,
    clock,
    pause,
    wake: () => builds.worker.wake(),
    wishPreview: (wish) => wishPreview({ previews: store, clock, limits: previewLimits(values), times: previewTimes(values), urlOf }, wish),
    whyNotDeploy: (principal, tool) => whyNotDeploy(store, principal, tool),
    whyUserMayNotDeploy: (user, tool) => whyUserMayNotDeploy(store, user, tool),
    expect: (tool) => parts.engine.expect(tool),
    options: {
      releaseBranches,
      latestWins: values["latest-wins"],
      limits: sourceLimits({ values }),
    },
  };
}
