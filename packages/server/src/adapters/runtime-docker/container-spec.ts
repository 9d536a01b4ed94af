import type { ContainerCreateOptions } from "dockerode";
import type { Launch, RunRequest, StartRequest } from "../../core/ports/runtime.ts";
import { userOf } from "../../core/dockerfiles/image-user.ts";
import type { LentFiles } from "./memory-files.ts";
import { labels } from "./labels.ts";

/** The launcher that the lifecycle puts into every image: it sets the layers' environment. */
export const launcher = "/cnb/lifecycle/launcher";
const processLimit = 256;
/** Home directory where the image names none. */
export const homeWithout = "/tmp";
export const wholeCore = 1e9;

/** `512Mi` in bytes. */
export function memoryBytes(text: string): number {
  const found = /^(\d+)(Mi|Gi)$/.exec(text);
  return Number(found?.[1] ?? 0) * (found?.[2] === "Gi" ? 1024 ** 3 : 1024 ** 2);
}

/** `500m` in billionths of a core. */
export function nanoCpus(text: string): number {
  return text.endsWith("m") ? Number(text.slice(0, -1)) * 1e6 : Number(text) * 1e9;
}

export interface Surroundings {
  readonly installation: string;
  readonly network: string;
  readonly imageUser: string;
  readonly imageHome: string | null;
  /** Files in memory, by their place inside. */
  readonly binds: LentFiles["binds"];
  /** Makes the name unique. */
  readonly suffix: string;
}

/** All that the engine is told of one copy of a process. */
export function containerSpec(request: StartRequest, around: Surroundings): ContainerCreateOptions {
  const { tool, release, process, spec, shape } = request;
  const port = spec.port === undefined ? undefined : String(spec.port);
  return {
    ...launchSpec(
      request,
      { ...spec, more: port === undefined ? {} : { PORT: port }, ...(request.hurry === undefined ? {} : { hurry: request.hurry }) },
      around,
    ),
    name: `sluice-${around.installation}-${tool}-${process}-v${release}-${around.suffix}`,
    Labels: {
      ...ownLabels(request, around, "process"),
      [labels.process]: process,
      [labels.shape]: shape,
      [labels.memory]: String(memoryBytes(spec.memory)),
      ...(port === undefined ? {} : { [labels.port]: port }),
    },
  };
}

/** The same for something that runs to its end. Its name is its key's, so that the engine itself refuses a second one. */
export function runSpec(request: RunRequest, around: Omit<Surroundings, "suffix">): ContainerCreateOptions {
  return {
    ...launchSpec(request, { ...request, more: {} }, around),
    name: `sluice-${around.installation}-run-${request.key}`,
    Labels: { ...ownLabels(request, around, "run"), [labels.process]: request.name, [labels.run]: request.key },
  };
}

function ownLabels(launch: Launch, around: Pick<Surroundings, "installation">, kind: "process" | "run"): Record<string, string> {
  return {
    [labels.installation]: around.installation,
    [labels.kind]: kind,
    [labels.tool]: launch.tool,
    [labels.release]: String(launch.release),
  };
}

interface Command {
  readonly command: string;
  readonly memory: string;
  readonly cpu: string;
  /** Variables that stand over the settings. */
  readonly more: Readonly<Record<string, string>>;
  /** A whole core at first. */
  readonly hurry?: boolean;
}

function launchSpec(
  launch: Launch,
  { command, memory, cpu, more, hurry }: Command,
  around: Omit<Surroundings, "suffix">,
): Omit<ContainerCreateOptions, "name" | "Labels"> {
  const bytes = memoryBytes(memory);
  const env = { ...(around.imageHome === null ? { HOME: homeWithout } : {}), ...launch.env, ...more };
  return {
    Image: launch.image,
    User: userOf(around.imageUser),
    // `--`: the launcher passes the command on as it is, without a shell of its own that would expand it twice
    Entrypoint: [launcher],
    Cmd: ["--", "bash", "-c", command],
    Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
    HostConfig: {
      NetworkMode: around.network,
      Mounts: around.binds.map(({ source, target }) => ({ Type: "bind", Source: source, Target: target, ReadOnly: true })),
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges"],
      Memory: bytes,
      MemorySwap: bytes,
      NanoCpus: hurry === true ? Math.max(wholeCore, nanoCpus(cpu)) : nanoCpus(cpu),
      PidsLimit: processLimit,
      Init: true,
      // the reconciler alone decides on restarts: it keeps the last lines, backs off, and tells the router
      RestartPolicy: { Name: "no" },
      LogConfig: { Type: "json-file", Config: { "max-size": "10m", "max-file": "3" } },
    },
  };
}
