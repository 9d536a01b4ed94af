import { SluiceError } from "@sluice/contract";
import { chown, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DockerfilePlan } from "../../../core/dockerfiles/plan-dockerfile.ts";
import type { BuildOutcome } from "../../../core/ports/engine.ts";
import { unlessAborted } from "../../../docker-client/unless-aborted.ts";
import { giveToBuild } from "../build-directory.ts";
import { type RunningContainer, runContainer } from "../container/run-container.ts";
import { watchLimits } from "../container/watch-limits.ts";
import { isDiskShort } from "../disk-shortage.ts";
import type { PhaseFailure } from "../exit-codes.ts";
import { imageUser } from "../images/bake-script.ts";
import { buildImageOf, type BuildWork, sayImage } from "../run-build.ts";
import { toolCache } from "../tool-cache.ts";
import { removeUnusedBases, storedBase, type StoredBase } from "./base-store.ts";
import { builderContainer, builderFiles } from "./builder-container.ts";
import { type BuilderLog, createBuilderLog } from "./builder-log.ts";
import { builderExits, builderInside } from "./builder-script.ts";
import { exportBuilt } from "./export-built.ts";
import type { LauncherLayer } from "./launcher-layer.ts";
import { mapUsers } from "./user-namespace.ts";

export interface DockerfileBuild extends Omit<BuildWork, "lifecycle"> {
  readonly dockerfile: DockerfilePlan;
  readonly launcher: Promise<LauncherLayer>;
  /** Hears of the container as soon as it is there, so that whoever ends the build can remove it. */
  readonly began: (container: RunningContainer) => void;
}

/** One build by a Dockerfile, from source to digest. Throws for failures of the platform, and when cancelled. */
export async function runDockerfileBuild(work: DockerfileBuild): Promise<BuildOutcome> {
  const { options, request, times, cancel, dockerfile, directory } = work;
  const say = (text: string): void => work.say({ kind: "notice", step: "build", text });
  const prepared = Promise.all([buildImageOf(work, say), options.credential(request.tool, "write"), basesOf(work, say)]);
  const [image, credential, bases] = await times.measure("prepare", () => unlessAborted(cancel, prepared));
  const log = createBuilderLog(dockerfile, work.say, options.clock);
  const container = await startBuilder(work, image.name, bases, log);
  const failure = await times.measure("build", () => runBuilder(work, container, log));
  if (failure !== null) return { kind: "failed", ...failure, steps: times.all() };
  // What it made is read by nobody while something of it could still write.
  await container.remove();
  const repository = `${options.registryHost}/${request.tool}`;
  const access = { registryHost: options.registryHost, credential, signal: cancel };
  const launcher = await work.launcher;
  const digest = await times.measure("export", () =>
    options.writing(() => exportBuilt({ request, directory, path: dockerfile.path, bases, launcher, repository, access, say })),
  );
  request.exported?.(`${repository}@${digest}`);
  await sayImage(work, { repository, previous: request.previous }, digest, access);
  const used = [...new Map(bases.map(({ name, digest: its }) => [name, { name, digest: its }])).values()];
  return { kind: "built", repository, digest, steps: times.all(), bases: used };
}

/** Its files and its container, which waits for go(). */
async function startBuilder(
  work: DockerfileBuild,
  image: string,
  bases: readonly StoredBase[],
  log: BuilderLog,
): Promise<RunningContainer> {
  const { options, request, times, dockerfile, directory } = work;
  const { dockerfile: cache } = toolCache(options.directory, request.tool);
  await mkdir(cache, { recursive: true });
  await chown(cache, imageUser.uid, imageUser.gid);
  await Promise.all([
    ...Object.entries(builderFiles).map(([name, text]) => writeFile(directory.path("platform", name), text)),
    ...Object.entries(request.env).map(([name, value]) => writeFile(join(directory.env, name), value)),
    times.measure("checkout", async () => {
      await request.checkout(directory.path("workspace"));
      await giveToBuild(directory.path("workspace"));
    }),
  ]);
  const { installation, network } = options;
  const place = { installation, network, directory, store: cache, bases: new Map(bases.map(({ key, directory: at }) => [key, at])) };
  const spec = builderContainer(request, image, flagsOf(dockerfile, bases, Object.keys(request.env)), place);
  const container = await times.measure("container", () => runContainer(work.docker, spec, log, null));
  work.began(container);
  return container;
}

async function basesOf(
  { options, request, cancel, dockerfile }: DockerfileBuild,
  say: (text: string) => void,
): Promise<readonly StoredBase[]> {
  const from = {
    directory: options.directory,
    architecture: dockerfile.architecture,
    mostBytes: request.limits.diskMiB * 1024 ** 2,
    signal: AbortSignal.any([cancel, AbortSignal.timeout(request.limits.seconds * 1000)]),
    say,
  };
  const found: StoredBase[] = [];
  for (const wanted of dockerfile.images) found.push(await storedBase(wanted, from));
  await removeUnusedBases(options.directory, Date.parse(options.clock.now()));
  return found;
}

function flagsOf(dockerfile: DockerfilePlan, bases: readonly StoredBase[], secrets: readonly string[]): readonly string[] {
  return [
    ...bases.flatMap(({ spellings, key }) =>
      spellings.filter((text) => !text.includes("=")).map((text) => `--build-context=${text}=docker-image://localhost/base:${key}`),
    ),
    ...(dockerfile.target === null ? [] : [`--target=${dockerfile.target}`]),
    ...Object.entries(dockerfile.args).map(([name, value]) => `--build-arg=${name}=${value}`),
    ...secrets.map((name) => `--secret=id=${name},src=${builderInside.env}/${name}`),
    `--file=${builderInside.source}/${dockerfile.path}`,
    builderInside.source,
  ];
}

/** Runs it within the build's limits, and says why it failed, or null. */
async function runBuilder(work: DockerfileBuild, container: RunningContainer, log: BuilderLog): Promise<PhaseFailure | null> {
  const { limits, tool } = work.request;
  const written = [work.directory.root, toolCache(work.options.directory, tool).dockerfile];
  const kill = (): void =>
    void container.kill().catch((error: unknown) => work.options.warn(`builder could not be killed: ${String(error)}`));
  const watch = watchLimits(limits, written, kill);
  work.cancel.addEventListener("abort", kill);
  try {
    if (work.cancel.aborted) kill();
    else {
      await mapUsers(container.id, await container.pid());
      container.go();
    }
    const { exitCode, outOfMemory } = await container.wait();
    work.cancel.throwIfAborted();
    const hit = watch.hit();
    if (hit) return { fault: "code", reason: hit.reason };
    if (exitCode === 0) return log.lacksBash() ? { fault: "code", reason: noBash(work.dockerfile.path) } : null;
    if (outOfMemory) return { fault: "code", reason: `out of memory: the build may use ${limits.memoryMiB} MiB` };
    if (log.sawFullDiskHint() && (await isDiskShort(work.directory.root)))
      return { fault: "platform", reason: "the platform's disk is full" };
    if (log.sawPidsHint()) return { fault: "code", reason: `too many processes: the build may have ${limits.pids} processes and threads` };
    if (exitCode === builderExits.unready) throw new SluiceError("unavailable", "the builder could not write where it builds");
    const failure = log.failure();
    if (failure !== null) return { fault: "code", reason: failure };
    if (exitCode === builderExits.dockerfile) return { fault: "code", reason: `${work.dockerfile.path} could not be built` };
    throw new SluiceError("unavailable", `the builder ended with exit code ${exitCode}`);
  } finally {
    watch.stop();
    work.cancel.removeEventListener("abort", kill);
  }
}

const noBash = (path: string): string =>
  `the image has no bash, by which processes are started: install it in ${path} (RUN apt-get install -y bash, RUN apk add bash), or take another base`;
