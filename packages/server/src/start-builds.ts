import { gitLargeFiles } from "./adapters/sources-git/remote/large-files.ts";
import { gitSubmodules } from "./adapters/sources-git/remote/submodules.ts";
import { shortOfRoom } from "./checks/disk-check.ts";
import { dockerfilePolicy } from "./dockerfile-policy.ts";
import { makeBaseImages } from "./base-images.ts";
import { checkLicence, type LicenceDependencies } from "./core/licences/check-licence.ts";
import { programsVerifier } from "./adapters/verifier-programs/verifier.ts";
import { protectedFromBuilds } from "./core/releases/protected-tool.ts";
import { unsignedCommit } from "./core/signers/check-commit.ts";
import { unsignedTag } from "./core/signers/check-tag.ts";
import { checkImage } from "./core/vulnerabilities/check-image.ts";
import type { Scans } from "./start-scans.ts";
import { closeLogs } from "./core/builds/close-logs.ts";
import { deployThrough } from "./core/builds/deploy.ts";
import { wholeCommit } from "./core/sources/whole-commit.ts";
import { startWorker } from "./core/builds/work.ts";
import { languagesFor } from "./core/languages/trials.ts";
import { redactedBuild } from "./core/logs/redacted-engine.ts";
import { imageUse } from "./core/pruning/use-image.ts";
import type { Signatures } from "./core/signatures/signatures-api.ts";
import type { SbomWork } from "./core/sboms/sbom-work.ts";
import { buildSettings } from "./core/settings/read-settings.ts";
import type { Reconciler } from "./core/reconcile/reconciler.ts";
import { previewSize } from "./preview-options.ts";
import type { Data } from "./open-data.ts";
import type { Parts } from "./start-parts.ts";
import { remoteOptions } from "./remote-options.ts";
import { sourceLimits } from "./source-limits.ts";
import type { Surroundings } from "./surroundings.ts";

/** Takes builds from the queue, and makes the base images that they stand on. */
export async function startBuilds(
  around: Surroundings,
  all: Data,
  { engine: whole, registry }: Parts,
  reconciler: Reconciler,
  sboms: Pick<SbomWork, "later">,
  licences: LicenceDependencies,
  scans: Scans,
  signatures: Signatures,
) {
  const { values, clock, random, stopping, onProblem, pause } = around;
  const { data, store, languages, sources, logs, artifacts, control } = all;
  const engine = { ...whole, build: redactedBuild(whole.build, all.redaction) };
  await engine.removeOrphans();
  await closeLogs(store, logs);
  const holder = `${data.installation}-${random.hex(4)}`;
  // The data directory is locked, and the store belongs to it: whoever held a lease before is dead.
  await store.releaseLeases(holder);
  const baseImages = makeBaseImages(
    engine.images,
    values["images-ahead"] ? languages.last().languages : [],
    (ms) => pause(ms, stopping.signal),
    stopping.signal,
    (error) => onProblem("making base images", error),
  );
  const look = (): void => void languages.now().catch((error: unknown) => onProblem("reading the languages", error));
  control.watch(look, stopping.signal).catch((error: unknown) => onProblem("watching the languages", error));
  languages.onChange((set) => baseImages.alsoFor(values["images-ahead"] ? set.languages : []));
  const remote = remoteOptions(around, data.path);
  const elsewhere = { submodules: gitSubmodules(remote), large: gitLargeFiles(remote) };
  const wholeDeps = { store, vault: all.vault, random, sources, ...elsewhere, limits: sourceLimits(around), pause };
  const worker = startWorker(
    {
      store,
      engine,
      sources,
      logs,
      artifacts,
      artifactRules: { each: values["artifacts-max-file"] * 1024 ** 2, all: values["artifacts-max"] * 1024 ** 2 },
      registry,
      images: imageUse({ store, clock, installation: data.installation }),
      clock,
      pause,
      languages: (tool) => languagesFor({ catalog: languages, store }, tool),
      dockerfiles: dockerfilePolicy(values),
      deploy: deployThrough({ store, control, clock, pauses: store, previews: store, previewSize: previewSize(values) }, reconciler),
      scanned: ({ tool, commit }, image, signal) =>
        checkImage({ rules: scans.rules, scan: scans.work?.now ?? null, store, clock }, { tool, image, commit }, signal),
      whole: ({ source, commit, pipeline }, signal) => wholeCommit(wholeDeps, source, { commit, pipeline }, signal),
      licence: (build, folder) => checkLicence(licences, build, folder),
      buildSettings: async (tool) => ({ ...values["build-env"], ...(await buildSettings(all, tool)) }),
      refused: async (build) =>
        (await protectedFromBuilds(store, build)) ??
        (await unsignedTag({ store, sources, verifier: programsVerifier() }, build)) ??
        unsignedCommit(
          { store, sources, verifier: programsVerifier() },
          { repository: build.source, commit: build.commit, tool: build.tool },
        ),
      sign: (build, image) => signatures.signBuild(build, image),
      built: ({ tool, commit }, image) => sboms.later({ tool, commit, image: `${tool}@${image}` }),
      url: around.urlOf,
      limits: {
        cpus: values["build-cpus"],
        memoryMiB: values["build-memory"],
        pids: values["build-pids"],
        seconds: values["build-seconds"],
        diskMiB: values["build-disk"],
      },
      patienceMs: values["patience-seconds"] * 1000,
      held: () => shortOfRoom(data.path, values["disk-floor"]),
    },
    { holder, concurrency: values["build-concurrency"], leaseMs: 15_000, idleMs: 2000, onProblem },
  );
  around.ends.defer(() => worker.stop());
  return { worker, baseImages };
}

export type Builds = Awaited<ReturnType<typeof startBuilds>>;
