import { SluiceError } from "@sluice/contract";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { getuid } from "node:process";
import type { BuildOutcome, Engine } from "../../core/ports/engine.ts";
import { createBuildDirectory, prepareLifecycle } from "./build-directory.ts";
import type { RunningContainer } from "./container/run-container.ts";
import { connectDocker } from "./docker.ts";
import type { DockerEngineOptions } from "./engine-options.ts";
import { createPackageImages, type PackageImages } from "./images/package-images.ts";
import { removeOrphans } from "./orphans.ts";
import { runBuild } from "./run-build.ts";
import { createStepTimes, type StepTimes } from "./step-times.ts";
import { returnCache, toolCache, trimCache } from "./tool-cache.ts";

export type { DockerEngineOptions } from "./engine-options.ts";
export type { PackageImages } from "./images/package-images.ts";

export interface DockerEngine extends Engine {
  /** The images that builds use, to make them ahead of the first build. */
  readonly images: PackageImages;
  /** Resolves when everything that ended builds left has been removed. */
  tidied(): Promise<void>;
}

function failed(error: unknown, cancel: AbortSignal, times: StepTimes): BuildOutcome {
  const steps = times.all();
  if (cancel.aborted) return { kind: "cancelled", steps };
  if (!(error instanceof Error)) throw error;
  const isCode = error instanceof SluiceError && (error.code === "build-failed" || error.code === "invalid-request");
  return { kind: "failed", fault: isCode ? "code" : "platform", reason: error.message, steps };
}

/** Runs builds in the Docker Engine of this machine. Needs root, because phases outside containers run in a chroot. */
export async function createDockerEngine(options: DockerEngineOptions): Promise<DockerEngine> {
  if (getuid?.() !== 0)
    throw new SluiceError(
      "unavailable",
      "the Docker build engine needs root: it runs the phases that hold a registry credential in a chroot. Start the server as root, or with sudo.",
    );
  const docker = connectDocker(options.dockerHost);
  const images = createPackageImages(docker, { ...options, source: options.baseSource });
  const builds = join(options.directory, "builds");
  const lifecycle = await prepareLifecycle(builds, options.cache);
  const running = new Map<number, string>();
  const tidying = new Map<number, Promise<void>>();
  /** A build failed by our fault: the engine may hold what we do not know of. */
  let leftovers = false;

  const tidy = async (root: string, tool: string, diskMiB: number, container: RunningContainer | undefined): Promise<void> => {
    await container?.remove();
    await rm(root, { recursive: true, force: true });
    if (![...running.values()].includes(tool)) await trimCache(toolCache(options.directory, tool), diskMiB);
  };

  const removeAll = () => removeOrphans(docker, options.installation, builds, { has: (id) => running.has(id) || tidying.has(id) });
  const tidyLeftovers = (): Promise<boolean> =>
    removeAll().then(
      () => true,
      () => false,
    );

  return {
    images,
    async build(request, say, cancel) {
      const times = createStepTimes(options.clock);
      let container: RunningContainer | undefined;
      const owns = (made: RunningContainer): void => {
        container = made;
      };
      if (leftovers) leftovers = !(await tidyLeftovers());
      running.set(request.id, request.tool);
      try {
        await tidying.get(request.id);
        const directory = await createBuildDirectory(builds, request.id, lifecycle);
        return await runBuild({
          options,
          docker,
          images,
          lifecycle,
          directory,
          request,
          say,
          cancel,
          times,
          owns,
        });
      } catch (error) {
        leftovers = true;
        return failed(error, cancel, times);
      } finally {
        running.delete(request.id);
        await returnCache(toolCache(options.directory, request.tool), join(builds, String(request.id)));
        const work = tidy(join(builds, String(request.id)), request.tool, request.limits.diskMiB, container)
          .catch((error: unknown) => options.warn(`build ${request.id} could not be tidied up: ${String(error)}`))
          .finally(() => tidying.delete(request.id));
        tidying.set(request.id, work);
      }
    },
    removeOrphans: removeAll,
    tidied: async () => void (await Promise.all(tidying.values())),
  };
}
