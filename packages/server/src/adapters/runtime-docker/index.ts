import type { ToolName } from "@sluice/contract";
import type { Random } from "../../core/ports/clock.ts";
import type { Instance, Runtime, StartRequest } from "../../core/ports/runtime.ts";
import { checkIn } from "./check.ts";
import { createCollector } from "./collect.ts";
import { createAbsences } from "./absences.ts";
import { asComponent } from "./component-spec.ts";
import { containerSpec, nanoCpus, wholeCore } from "./container-spec.ts";
import { connectDocker } from "../../docker-client/connect-docker.ts";
import { isGone } from "../../docker-client/docker-status.ts";
import { engineError } from "./engine-error.ts";
import { watchEvents } from "./events.ts";
import { createHandwork } from "./handwork.ts";
import { homeOf, recallHandwork, recalling } from "./recall.ts";
import { createImages, type PullAuth } from "./images.ts";
import { listInstances, type Place } from "./instances.ts";
import { listRuns } from "./find-run.ts";
import { buildpacksOf } from "./built-by.ts";
import { listeningOf } from "./listening.ts";
import { lastLines } from "./last-lines.ts";
import { lendTo } from "./lend-to.ts";
import { letInAt } from "./let-in.ts";
import type { MemoryFiles } from "./memory-files.ts";
import { execIn } from "./exec.ts";
import { createRuns, removeRun } from "./run.ts";
import { tarOf } from "./tar.ts";
import { usageOf } from "./usage.ts";

export interface RuntimeDockerOptions {
  /** As in DOCKER_HOST: `unix:///var/run/docker.sock`. */
  readonly host: string;
  /** Names this installation: nothing without its label is ever touched. */
  readonly installation: string;
  /** The bridge that processes are attached to; it exists. */
  readonly network: string;
  readonly pullAuth: PullAuth;
  /** Where secret files pass through. */
  readonly memory: MemoryFiles;
  readonly random: Random;
  /** Gets a sentence when something cannot be done on this machine that goes on without. */
  readonly warn?: (text: string) => void;
  /** With it, what runs are components: apart from all tools, by labels and names. */
  readonly components?: {
    /** Contents of a component's files by their path in the container. */
    readonly files: (name: ToolName) => Promise<ReadonlyMap<string, Buffer>>;
  };
}

/** The runtime port on a Docker engine of this machine. */
export function createRuntimeDocker(options: RuntimeDockerOptions): Runtime {
  const docker = connectDocker(options.host);
  const { components } = options;
  const kind = components === undefined ? "process" : "component";
  const place: Place = {
    docker,
    installation: options.installation,
    network: options.network,
    kind,
    handwork: createHandwork(docker),
    absences: createAbsences(),
  };
  const images = createImages(docker, options.pullAuth);
  const runs = createRuns(place, (image) => images.config(image), options.memory);
  const collector = createCollector(place);
  const past = recalling(() => recallHandwork(place));

  async function start(request: StartRequest): Promise<Instance> {
    const image = await images.config(request.image);
    const { installation, network } = options;
    const lent = await lendTo(options.memory, request, image);
    const suffix = options.random.hex(4);
    const spec = containerSpec(request, { installation, network, imageUser: image.user, imageHome: image.home, binds: lent.binds, suffix });
    const files = (await components?.files(request.tool)) ?? new Map<string, Buffer>();
    try {
      const container = await docker.createContainer(components === undefined ? spec : asComponent(spec, request, installation, suffix));
      const begin = async (): Promise<void> => {
        if (files.size > 0) await container.putArchive(tarOf(files), { path: "/" });
        await container.start();
      };
      await begin().catch(async (error: unknown) => {
        await container.remove({ force: true, v: true });
        throw error;
      });
      const { Id, State, NetworkSettings } = await container.inspect();
      const ip = NetworkSettings.Networks[network]?.IPAddress ?? "";
      const { tool, release, process, shape } = request;
      const { port } = request.spec;
      const ended = !State.Running;
      return {
        id: Id,
        tool,
        release,
        process,
        shape,
        state: ended ? "ended" : "running",
        exitCode: ended ? State.ExitCode : null,
        outOfMemory: State.OOMKilled,
        address: port !== undefined && ip !== "" ? `${ip}:${port}` : null,
      };
    } catch (error) {
      throw engineError(`start ${request.process} of ${request.tool}`, error);
    } finally {
      await lent.forget();
    }
  }

  async function settle(id: string, spec: StartRequest["spec"]): Promise<void> {
    const own = nanoCpus(spec.cpu);
    if (own >= wholeCore) return;
    try {
      await docker.getContainer(id).update({ NanoCpus: own }).catch(ignoreGone);
    } catch (error) {
      throw engineError("set the limit of a container", error);
    }
  }

  async function stop(id: string, graceSeconds: number): Promise<void> {
    const container = docker.getContainer(id);
    place.handwork.ending(id);
    try {
      if (graceSeconds > 0) await container.stop({ t: graceSeconds }).catch(ignoreGone);
      else await container.kill().catch(ignoreGone);
      await collector.readToEnd(id);
      await container.remove({ force: true, v: true }).catch(ignoreGone);
      place.handwork.forget(id);
    } catch (error) {
      throw engineError("stop a container", error);
    }
  }

  async function builtBy(id: string): Promise<readonly string[]> {
    try {
      return buildpacksOf((await docker.getContainer(id).inspect()).Config.Labels);
    } catch (error) {
      if (isGone(error)) return [];
      throw engineError("look at a container", error);
    }
  }

  async function listening(id: string): Promise<readonly string[]> {
    try {
      return await listeningOf((await docker.getContainer(id).inspect()).State.Pid);
    } catch (error) {
      if (isGone(error)) return [];
      throw engineError("look at a container", error);
    }
  }

  async function letIn(id: string, inner: string): Promise<boolean> {
    let namespace: string;
    try {
      namespace = (await docker.getContainer(id).inspect()).NetworkSettings.SandboxKey;
    } catch (error) {
      if (isGone(error)) return false;
      throw engineError("look at a container", error);
    }
    if (namespace === "") return false;
    try {
      await letInAt(namespace, inner);
      return true;
    } catch (error) {
      const why = error instanceof Error ? error.message.trim().split("\n").at(-1) : String(error);
      options.warn?.(`requests cannot be passed on to ${inner} in a container (${why}): processes must listen on 0.0.0.0`);
      return false;
    }
  }

  return {
    prepare: (image) => images.prepare(image),
    start,
    settle,
    stop,
    run: runs.run,
    removeRun: (key, graceSeconds) => removeRun(place, key, graceSeconds),
    runs: (tool) => listRuns(place, tool),
    home: () => homeOf(docker, options.network),
    list: async (tool) => {
      await past.known();
      return listInstances(place, tool);
    },
    usage: (id) => usageOf(docker.getContainer(id)),
    exec: (id, request) => execIn(docker, id, request, options.random),
    check: (id, command, timeoutMs) =>
      checkIn(() => execIn(docker, id, { command: ["bash", "-c", command], terminal: null }, options.random), timeoutMs),
    lastLines: (id, count) => lastLines(place, id, count),
    listening,
    letIn,
    builtBy,
    collect: (listener, signal) => collector.collect(listener, signal),
    watch: (onChange, signal) => watchEvents(place, ["die", "destroy", "kill", "pause", "unpause", "update"], onChange, signal, past.again),
  };
}

function ignoreGone(error: unknown): void {
  if (!isGone(error)) throw error;
}
