import type { BuildId, ToolName } from "@sluice/contract";
import { randomBytes } from "node:crypto";
import { chown, mkdir } from "node:fs/promises";
import type { BuildLimits } from "../../../core/ports/engine.ts";
import { type BuildDirectory, type BuildsPlace, createBuildDirectory, removeBuildDirectory } from "../build-directory.ts";
import type { Docker } from "../docker.ts";
import type { DockerEngineOptions } from "../engine-options.ts";
import { imageUser } from "../images/bake-script.ts";
import { toolCache } from "../tool-cache.ts";
import { exitMark } from "../phases/arguments.ts";
import { buildContainer } from "./build-container.ts";
import { createStandby, type Waiting } from "./standby.ts";
import { type ContainerOutput, type RunningContainer, runContainer } from "./run-container.ts";

/** All that a build's container is made of, but for its directory. */
export interface SeatWish {
  readonly tool: ToolName;
  /** Local name of the build image. */
  readonly image: string;
  /** What that name stands for now. */
  readonly imageId: string;
  readonly buildpacks: string;
  readonly limits: BuildLimits;
}

/** A directory and, in a moment, the container that waits in it for go(). */
export interface Seat {
  readonly directory: BuildDirectory;
  readonly container: Promise<RunningContainer>;
}

/** Gives each build a place of its own; one that was made ahead where there is one. */
export interface Seats {
  take(build: BuildId, wish: SeatWish, output: ContainerOutput): Promise<Seat>;
  /** The tool's build is over: the place for the next one is made soon. */
  over(tool: ToolName): void;
  /** A push is coming in: the place is made now, unless it is there. */
  expect(tool: ToolName): void;
  /** Whether a place was made ahead for the tool. */
  waits(tool: string): boolean;
  /** Removes what was made ahead for the tool. */
  forget(tool: ToolName): Promise<void>;
  /** Label of what is made ahead here, and the beginning of its directories' names. */
  readonly mark: string;
  /** Removes what waits and makes nothing more. */
  close(): Promise<void>;
}

interface Place extends BuildsPlace {
  readonly options: DockerEngineOptions;
  readonly docker: Docker;
}

async function startIn(
  place: Place,
  wish: SeatWish,
  directory: BuildDirectory,
  label: Readonly<Record<string, string>>,
  output: ContainerOutput,
): Promise<RunningContainer> {
  const { options, docker, lifecycle } = place;
  const { packages: cache, kept } = toolCache(options.directory, wish.tool);
  await Promise.all([cache, kept].map((path) => mkdir(path, { recursive: true })));
  await chown(cache, imageUser.uid, imageUser.gid);
  const { installation, network } = options;
  return runContainer(docker, buildContainer(wish, { installation, network, directory, lifecycle, cache, kept, label }), output, exitMark);
}

export function createSeats(place: Place): Seats {
  const mark = randomBytes(6).toString("hex");
  let count = 0;

  function ahead(wish: SeatWish): Waiting {
    count += 1;
    const name = `standby-${mark}-${count}`;
    let target: ContainerOutput = { onOutput: () => undefined, onError: () => undefined };
    const output: ContainerOutput = { onOutput: (line) => target.onOutput(line), onError: (line) => target.onError(line) };
    const directory = createBuildDirectory(place, name);
    const container = directory.then((made) =>
      startIn(place, wish, made, { "sluice.standby": mark, "sluice.standby-for": wish.tool }, output),
    );
    return {
      key: keyOf(wish),
      directory,
      container,
      hear: (to) => (target = to),
      async discard() {
        await container.then(
          (made) => made.remove(),
          () => undefined,
        );
        await removeBuildDirectory(place, name);
      },
    };
  }

  const standby = createStandby<SeatWish>({ most: place.options.standby, make: ahead, warn: place.options.warn });

  return {
    mark,
    waits: (tool) => standby.has(tool),
    over: (tool) => standby.soon(tool),
    expect: (tool) => standby.now(tool),
    forget: (tool) => standby.forget(tool),
    close: () => standby.close(),
    async take(build, wish, output) {
      const label = { "sluice.build": String(build), "sluice.tool": wish.tool };
      const waiting = standby.take(wish.tool, wish, keyOf(wish));
      const kept = await waiting?.directory.catch(() => null);
      if (waiting === null || kept === null || kept === undefined) {
        const directory = await createBuildDirectory(place, String(build));
        return seatOf(directory, startIn(place, wish, directory, label, output));
      }
      waiting.hear(output);
      return seatOf(
        kept,
        aliveOrNew(waiting, () => startIn(place, wish, kept, label, output)),
      );
    },
  };
}

/** The container may fail while the build is still busy elsewhere; whoever waits for it then is told. */
function seatOf(directory: BuildDirectory, container: Promise<RunningContainer>): Seat {
  container.catch(() => undefined);
  return { directory, container };
}

/** The engine may have been restarted since the container was made. */
async function aliveOrNew(waiting: Waiting, anew: () => Promise<RunningContainer>): Promise<RunningContainer> {
  const container = await waiting.container.catch(() => null);
  if (container !== null && !container.hasEnded()) return container;
  await container?.remove();
  return anew();
}

const keyOf = ({ imageId, buildpacks, limits }: SeatWish): string =>
  JSON.stringify([imageId, buildpacks, Object.entries(limits).toSorted()]);
