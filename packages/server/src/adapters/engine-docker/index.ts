import { Digest, SluiceError, type ToolName } from "@sluice/contract";
import { basename, join } from "node:path";
import { getuid } from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { runRepository } from "../../core/packages/run-repository.ts";
import type { EngineStock } from "../../core/ports/engine-stock.ts";
import type { BuildOutcome, BuildRequest, Engine } from "../../core/ports/engine.ts";
import { createBuildDirectory, prepareLifecycle, removeBuildDirectory } from "./build-directory.ts";
import { createSeats, type Seat } from "./container/seats.ts";
import type { RunningContainer } from "./container/run-container.ts";
import { connectDocker } from "./docker.ts";
import { launcherLayer, type LauncherLayer } from "./dockerfile/launcher-layer.ts";
import { runDockerfileBuild } from "./dockerfile/run-dockerfile-build.ts";
import type { DockerEngineOptions } from "./engine-options.ts";
import { createPackageImages, type PackageImages } from "./images/package-images.ts";
import { imageUses } from "./images/image-uses.ts";
import { platformStock } from "./images/platform-stock.ts";
import { makeRebaseRoot, rebaseImage } from "./phases/rebase.ts";
import { memoryDirectory } from "../../memory-directory/memory-directory.ts";
import { removeBakes, removeOrphans } from "./orphans.ts";
import { runBuild } from "./run-build.ts";
import { createStepTimes, type StepTimes } from "./step-times.ts";
import { engineStock } from "./stock.ts";
import { returnCache, toolCache, trimCache } from "./tool-cache.ts";

export type { DockerEngineOptions } from "./engine-options.ts";
export type { PackageImages } from "./images/package-images.ts";

export interface DockerEngine extends Engine {
  /** The images that builds use, to make them ahead of the first build. */
  readonly images: PackageImages;
  /** Puts a tool's image onto the newest run image of a package set; returns its name with its digest. */
  rebase(tool: ToolName, image: string, set: string): Promise<string>;
  readonly stock: EngineStock;
  /** Where the engine keeps everything; nothing while it is away. */
  disk(): Promise<readonly string[]>;
  /** Resolves when everything that ended builds left has been removed. */
  tidied(): Promise<void>;
  /** As tidied(), and removes what was made ahead; no build may come after. */
  close(): Promise<void>;
}

function failed(error: unknown, cancel: AbortSignal, times: StepTimes): BuildOutcome {
  const steps = times.all();
  if (cancel.aborted) return { kind: "cancelled", steps };
  if (!(error instanceof Error)) throw error;
  const isCode = error instanceof SluiceError && (error.code === "build-failed" || error.code === "invalid-request");
  return { kind: "failed", fault: isCode ? "code" : "platform", reason: error.message, steps };
}

/** Settings of a tool are bounded, and builds are few at a time. */
const memorySize = "64m";

/** Removing a container takes the cores that the deployment of what was built has better use for. */
const tidyAfterMs = 1000;

/** Runs builds in the Docker Engine of this machine. Needs root, because phases outside containers run in a chroot. */
export async function createDockerEngine(options: DockerEngineOptions): Promise<DockerEngine> {
  if (getuid?.() !== 0)
    throw new SluiceError(
      "unavailable",
      "the Docker build engine needs root: it runs the phases that hold a registry credential in a chroot. Start the server as root, or with sudo.",
    );
  const docker = connectDocker(options.dockerHost);
  await removeBakes(docker, options.installation);
  const uses = imageUses();
  const images = createPackageImages(docker, { ...options, source: options.baseSource, limits: options.bakeLimits, uses });
  const builds = join(options.directory, "builds");
  const inMemory = memoryDirectory(join(options.directory, "build-memory"), memorySize, "settings for builds");
  const memory = await inMemory.open();
  const lifecycle = await prepareLifecycle(builds, options.cache);
  let launching: Promise<LauncherLayer> | null = null;
  const launcher = (): Promise<LauncherLayer> => {
    launching ??= launcherLayer(lifecycle);
    launching.catch(() => (launching = null));
    return launching;
  };
  const rebaseRoot = await makeRebaseRoot(builds, lifecycle);
  const running = new Map<number, string>();
  const tidying = new Map<number, Promise<void>>();
  let root: string | null = null;
  /** A build failed by our fault: the engine may hold what we do not know of. */
  let leftovers = false;

  const seats = createSeats({ options, docker, builds, memory, lifecycle });
  let hurry = new AbortController();
  const tidied = async (): Promise<void> => {
    hurry.abort();
    await Promise.all(tidying.values());
    hurry = new AbortController();
  };

  const isBuilding = (tool: string): boolean => [...running.values()].includes(tool);
  const tidy = async (seat: Seat, { tool, limits }: BuildRequest, isDeployed: boolean): Promise<void> => {
    await trimCache(toolCache(options.directory, tool), limits.diskMiB, () => isBuilding(tool) || seats.waits(tool));
    seats.over(tool);
    if (isDeployed) await delay(tidyAfterMs, undefined, { signal: hurry.signal }).catch(() => undefined);
    const container = await seat.container.catch(() => null);
    await container?.remove();
    await removeBuildDirectory({ builds, memory }, basename(seat.directory.root));
  };

  const carried = { has: (id: number) => running.has(id) || tidying.has(id) };
  const removeAll = () => removeOrphans(docker, options.installation, { builds, memory }, carried, seats.mark);
  const tidyLeftovers = (): Promise<boolean> =>
    removeAll().then(
      () => true,
      () => false,
    );

  const inUse = (tool: string): boolean => isBuilding(tool) || tidying.size > 0 || seats.waits(tool);

  const stock: EngineStock = {
    ...engineStock({ docker, registryHost: options.registryHost, directory: options.directory, inUse }),
    ...platformStock({ docker, installation: options.installation, uses, forget: (name) => images.forget(name) }),
  };

  return {
    images,
    disk: async () => ((root ??= await docker.rootDirectory().catch(() => null)) === null ? [] : [root]),
    stock,
    async build(request, say, cancel) {
      const times = createStepTimes(options.clock);
      let seat: Seat | undefined;
      let succeeded = false;
      const held = images.hold(request.plan);
      if (leftovers) leftovers = !(await tidyLeftovers());
      running.set(request.id, request.tool);
      try {
        await tidying.get(request.id);
        const { dockerfile } = request.plan;
        if (dockerfile !== null) {
          const directory = await createBuildDirectory({ builds, memory, lifecycle }, String(request.id));
          const container = Promise.withResolvers<RunningContainer>();
          container.promise.catch(() => undefined);
          seat = { directory, container: container.promise };
          try {
            const began = container.resolve;
            const work = { options, docker, images, request, say, cancel, times, dockerfile, launcher: launcher(), directory, began };
            const outcome = await runDockerfileBuild(work);
            succeeded = outcome.kind === "built";
            return outcome;
          } finally {
            container.reject(new Error("no container was made"));
          }
        }
        const outcome = await runBuild({
          options,
          docker,
          images,
          lifecycle,
          request,
          say,
          cancel,
          times,
          seat: async (wish, log) => (seat = await seats.take(request.id, wish, log)),
        });
        succeeded = outcome.kind === "built";
        return outcome;
      } catch (error) {
        leftovers = true;
        return failed(error, cancel, times);
      } finally {
        running.delete(request.id);
        void held[Symbol.asyncDispose]();
        if (seat !== undefined) {
          await returnCache(toolCache(options.directory, request.tool), seat.directory.root);
          const work = tidy(seat, request, succeeded)
            .catch((error: unknown) => options.warn(`build ${request.id} could not be tidied up: ${String(error)}`))
            .finally(() => tidying.delete(request.id));
          tidying.set(request.id, work);
        }
      }
    },
    removeOrphans: removeAll,
    expect: (tool) => seats.expect(tool),
    async forget(tool) {
      await tidied();
      await seats.forget(tool);
      if (!(await stock.removeCache(tool)))
        throw new SluiceError("wrong-state", `${tool} is being built: delete it again in a few seconds.`);
    },
    async rebase(tool, image, set) {
      const at = image.lastIndexOf("@");
      const repository = image.slice(0, at);
      const { registryHost, stop } = options;
      const rebased = await options.writing(async () =>
        rebaseImage(rebaseRoot, {
          repository,
          digest: Digest.parse(image.slice(at + 1)),
          runImage: `${registryHost}/${runRepository}:${set}`,
          registryHost,
          credential: await options.credential(tool, "write"),
          signal: stop,
        }),
      );
      return `${repository}@${rebased}`;
    },
    tidied,
    async close() {
      await tidied();
      await seats.close();
      await inMemory[Symbol.asyncDispose]();
    },
  };
}
