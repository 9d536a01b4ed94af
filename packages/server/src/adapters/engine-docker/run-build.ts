import { type Digest, SluiceError } from "@sluice/contract";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuildPlan } from "../../core/languages/build-plan.ts";
import { keptVariable } from "../../core/languages/lending-shell.ts";
import type { BuildLine, BuildOutcome, BuildRequest } from "../../core/ports/engine.ts";
import { isMissing } from "../../docker-client/docker-status.ts";
import { unlessAborted } from "../../docker-client/unless-aborted.ts";
import { type BuildDirectory, giveToBuild } from "./build-directory.ts";
import { writeBuildpacks } from "./buildpacks-directory.ts";
import { type ContainerLog, createContainerLog } from "./container/container-log.ts";
import type { RunningContainer } from "./container/run-container.ts";
import type { Seat, SeatWish } from "./container/seats.ts";
import { watchLimits } from "./container/watch-limits.ts";
import { isDiskShort } from "./disk-shortage.ts";
import type { Docker } from "./docker.ts";
import type { DockerEngineOptions } from "./engine-options.ts";
import { explainExit, type PhaseFailure } from "./exit-codes.ts";
import { certificateEnv } from "./images/image-changes.ts";
import type { PackageImages } from "./images/package-images.ts";
import { analyze, exportImage, type RegistryAccess, shareAnalysis } from "./phases/analyze.ts";
import type { ImageNames } from "./phases/arguments.ts";
import { defaultProcess, exportedDigest } from "./phases/build-results.ts";
import { imageSize } from "./phases/image-size.ts";
import { inside } from "./phases/names.ts";
import { projectMetadataToml, runToml } from "./phases/record-files.ts";
import type { StepTimes } from "./step-times.ts";
import { runTests } from "./tests/run-tests.ts";
import { testStep } from "./tests/test-log.ts";
import { keepLayers } from "./kept-layers.ts";
import { lendCache, toolCache } from "./tool-cache.ts";

/** Everything that one build works with. */
export interface BuildWork {
  readonly options: DockerEngineOptions;
  readonly docker: Docker;
  readonly images: PackageImages;
  /** Where the lifecycle's programs lie. */
  readonly lifecycle: string;
  readonly directory: BuildDirectory;
  readonly request: BuildRequest;
  readonly say: (line: BuildLine) => void;
  readonly cancel: AbortSignal;
  readonly times: StepTimes;
}

/** A build that has no place yet. */
export interface BegunBuild extends Omit<BuildWork, "directory"> {
  /** Gives it one, and remembers it, so that whoever ends the build can remove it. */
  readonly seat: (wish: SeatWish, log: ContainerLog) => Promise<Seat>;
}

function runImageOf(images: PackageImages, { base, packages, slim }: BuildPlan, say: (text: string) => void): Promise<string> {
  return slim === null ? images.run(base, packages.run, say) : images.slim(base, slim, say);
}

/** The image that a build runs in; made anew when it is gone. */
export async function buildImageOf(
  { images, docker, request }: Pick<BegunBuild, "images" | "docker" | "request">,
  say: (text: string) => void,
): Promise<{ name: string; id: string }> {
  const { base, packages } = request.plan;
  const look = async (): Promise<{ name: string; id: string }> => {
    const name = await images.build(base, packages.build, say);
    return { name, id: await docker.imageId(name) };
  };
  return look().catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    // somebody removed it by hand, or another installation that shares this engine did
    images.forget();
    return look();
  });
}

async function writeInputs(work: BuildWork, order: string, runImage: string, builder: string): Promise<void> {
  const { directory, options, request } = work;
  // the platform's own come last: a setting cannot lead the build to another cache
  const env = {
    ...request.env,
    ...request.plan.variables,
    ...(options.certificates !== null && certificateEnv),
    CACHE: inside.cache,
    [keptVariable]: inside.kept,
  };
  await Promise.all([
    writeFile(directory.path("platform", "order.toml"), order),
    writeFile(directory.path("record", "run.toml"), runToml(runImage)),
    writeFile(directory.path("record", "project-metadata.toml"), projectMetadataToml(request, builder)),
    ...Object.entries(env).map(([name, value]) => writeFile(join(directory.env, name), value)),
  ]);
}

/** Nothing needs it after the phases that run the tool's code; its directory is still bound into the container. */
async function removeEnvironment({ env }: BuildDirectory): Promise<void> {
  await Promise.all((await readdir(env)).map((name) => rm(join(env, name), { force: true })));
}

async function analysis(work: BuildWork, names: ImageNames, access: RegistryAccess): Promise<void> {
  await analyzeOrPushAgain(work, names, access);
  await shareAnalysis(work.directory);
}

async function analyzeOrPushAgain(work: BuildWork, names: ImageNames, access: RegistryAccess): Promise<void> {
  const first = await analyze(work.directory, names, access);
  if (first.done) return;
  work.cancel.throwIfAborted();
  work.images.forget();
  await runImageOf(work.images, work.request.plan, (text) => work.say({ kind: "notice", step: "build", text }));
  const second = await analyze(work.directory, names, access);
  if (!second.done) throw new SluiceError("unavailable", `the registry does not let the build begin: ${second.said}`);
}

async function checkout(work: BuildWork): Promise<void> {
  const workspace = work.directory.path("workspace");
  await work.request.checkout(workspace);
  await giveToBuild(workspace);
}

/** Runs the phases in the container, detect beside the analysis, and says why they failed, or null. */
async function runPhases(
  work: BuildWork,
  container: RunningContainer,
  analyzed: Promise<void>,
  log: ContainerLog,
): Promise<PhaseFailure | null> {
  const { limits, plan } = work.request;
  const kill = (): void =>
    void container.kill().catch((error: unknown) => work.options.warn(`build container could not be killed: ${String(error)}`));
  const { packages, kept } = toolCache(work.options.directory, work.request.tool);
  const watch = watchLimits(limits, [work.directory.root, packages, kept], kill);
  work.cancel.addEventListener("abort", kill);
  try {
    if (work.cancel.aborted) kill();
    container.go();
    analyzed.then(() => container.analyzed(), kill);
    const { exitCode, outOfMemory } = await container.wait();
    log.close();
    work.cancel.throwIfAborted();
    await analyzed;
    const hit = watch.hit();
    if (hit) return { fault: "code", reason: hit.reason };
    if (exitCode === 0) return null;
    if (outOfMemory) return { fault: "code", reason: `out of memory: the build may use ${limits.memoryMiB} MiB` };
    if (log.sawFullDiskHint() && (await isDiskShort(work.directory.root)))
      return { fault: "platform", reason: "the platform's disk is full" };
    if (log.sawPidsHint())
      return {
        fault: "code",
        reason: `too many processes: the build may have ${limits.pids} processes and threads`,
      };
    const failure = explainExit(
      log.phase(),
      exitCode,
      plan.languages.map(({ name }) => name),
    );
    return failure.fault === "code" ? { ...failure, reason: log.failedStep() ?? failure.reason } : failure;
  } finally {
    watch.stop();
    work.cancel.removeEventListener("abort", kill);
  }
}

const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(bytes < 10 * 1024 * 1024 ? 1 : 0)} MiB`;

/** How large it is, and what is new of it. */
export async function sayImage(
  work: Pick<BuildWork, "say">,
  names: Pick<ImageNames, "repository" | "previous">,
  digest: Digest,
  access: RegistryAccess,
): Promise<void> {
  const size = await imageSize({ ...access, repository: names.repository }, digest, names.previous);
  const short = `${digest.slice(0, "sha256:".length + 4)}…`;
  work.say({
    kind: "notice",
    step: "build",
    text: `image ${short} ${mebibytes(size.fresh)} new of ${mebibytes(size.total)}`,
  });
}

/** One build from source to digest. Throws for failures of the platform, and when cancelled. */
export async function runBuild(begun: BegunBuild): Promise<BuildOutcome> {
  const { options, request, times } = begun;
  const { buildpacks, order } = request;
  const say = (text: string): void => begun.say({ kind: "notice", step: "build", text });
  const prepared = Promise.all([
    buildImageOf(begun, say),
    runImageOf(begun.images, request.plan, say),
    writeBuildpacks(`${options.directory}/buildpacks`, buildpacks),
    options.credential(request.tool, "write"),
  ]);
  const [image, runImage, packs, credential] = await times.measure("prepare", () => unlessAborted(begun.cancel, prepared));
  begun.cancel.throwIfAborted();
  const log = createContainerLog(begun.say, times, options.clock);
  const { tool, limits, tests } = request;
  const wish = { tool, image: image.name, imageId: image.id, buildpacks: packs, limits };
  const seat = await begun.seat(wish, log);
  const { directory } = seat;
  const work: BuildWork = { ...begun, directory };
  await lendCache(toolCache(options.directory, tool), directory);
  await writeInputs(work, order, runImage, buildpacks.digest);

  const repository = `${options.registryHost}/${tool}`;
  const names = { repository, image: `${repository}:${request.commit}`, runImage, previous: request.previous };
  const access = { registryHost: options.registryHost, credential, signal: work.cancel };
  const analyzed = times.measure("analyze", () => analysis(work, names, access));
  // It may fail while something else is waited for; whoever waits for it then is told.
  analyzed.catch(() => undefined);
  let failure: PhaseFailure | null;
  try {
    const [container] = await settled([times.measure("container", () => seat.container), times.measure("checkout", () => checkout(work))]);
    failure = await runPhases(work, container, analyzed, log);
    if (failure === null && tests !== null) failure = await times.measure(testStep, () => runTests(work, wish, tests));
  } finally {
    await Promise.allSettled([analyzed, removeEnvironment(directory)]);
  }
  if (failure) return { kind: "failed", ...failure, steps: times.all() };

  await times.measure("export", () =>
    options.writing(async () => {
      begun.cancel.throwIfAborted();
      await exportImage(directory, names, await defaultProcess(directory.root), access);
    }),
  );
  const digest = await exportedDigest(directory.root);
  await keepLayers(toolCache(options.directory, tool).kept, directory.root).catch((error: unknown) =>
    options.warn(`layers of ${tool} could not be kept, so its next build makes them again: ${String(error)}`),
  );
  request.exported?.(`${repository}@${digest}`);
  await sayImage(work, names, digest, access);
  return { kind: "built", repository, digest, steps: times.all() };
}

/** Like Promise.all, but waits for all before it rejects, so that nothing is still under way when the build is tidied up. */
async function settled<A, B>(work: readonly [Promise<A>, Promise<B>]): Promise<[A, B]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
