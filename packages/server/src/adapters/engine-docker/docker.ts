import type Dockerode from "dockerode";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { connectDocker as connectClient } from "../../docker-client/connect-docker.ts";
import { isGone, isMissing, statusOf } from "../../docker-client/docker-status.ts";
import { progressEnd } from "../../docker-client/progress-end.ts";
import { inspectEnded } from "../../docker-client/inspect-ended.ts";
import { untilEnded } from "../../docker-client/until-ended.ts";

export interface ContainerSpec {
  /** Given once in an engine; without, the engine makes one up. */
  readonly name?: string;
  readonly image: string;
  readonly user: string;
  readonly command: readonly string[];
  readonly env: readonly string[];
  readonly workingDirectory: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `host:inside` or `host:inside:ro`. */
  readonly binds: readonly string[];
  readonly network: string;
  /** Null: as the engine does it; used only where no tool's code runs. */
  readonly limits: {
    readonly cpus: number;
    readonly memoryMiB: number;
    readonly pids: number;
  } | null;
  /**
   * It makes a user namespace of its own: with this seccomp profile (JSON), and a root that is not read-only, as what is
   * read-only outside could not be taken apart inside. Its user may write only where binds are.
   */
  readonly nested?: { readonly seccomp: string };
  /** For a container without a tool's code: what it may take, without taking rights away. */
  readonly bounds?: { readonly memoryMiB: number; readonly pids: number };
}

export interface ContainerEnd {
  readonly exitCode: number;
  readonly outOfMemory: boolean;
}

/** A created container; it does not run before start(). */
export interface Container {
  readonly id: string;
  /** Both outputs, apart; `stdin` ends with end(). */
  attach(onOutput: (bytes: Buffer) => void, onError: (bytes: Buffer) => void): Promise<Attached>;
  start(): Promise<void>;
  wait(): Promise<ContainerEnd>;
  /** Number of its first process, 0 when it does not run. */
  pid(): Promise<number>;
  kill(): Promise<void>;
  remove(): Promise<void>;
  /** `changes` are Dockerfile instructions. */
  commit(repository: string, tag: string, changes: readonly string[]): Promise<void>;
}

export interface Attached {
  /** Writes to the standard input. */
  send(text: string): void;
  /** Closes the standard input. */
  closeInput(): void;
  /** Resolves when both outputs have ended. */
  readonly ended: Promise<void>;
}

export interface LocalImage {
  readonly id: string;
  /** Tags. */
  readonly names: readonly string[];
  readonly digests: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly made: string;
  readonly bytes: number;
  readonly containers: number;
}

/** What the engine needs of the Docker Engine, in our words. */
export interface Docker {
  /** Labels of a local image, null when there is none. */
  imageLabels(name: string): Promise<Readonly<Record<string, string>> | null>;
  /** Names the content that a local image's name stands for now. */
  imageId(name: string): Promise<string>;
  /** Names what is in a local image's layers; equal for equal layers, whenever it was made. */
  contentOf(name: string): Promise<string>;
  /** When a local image was made, ISO 8601. */
  created(name: string): Promise<string>;
  /** `changes` are Dockerfile instructions. */
  importImage(tarball: string, repository: string, tag: string, changes?: readonly string[]): Promise<void>;
  pull(name: string): Promise<void>;
  tag(name: string, repository: string, tag: string): Promise<void>;
  /** Forgets a name of an image that has others. */
  untag(name: string): Promise<void>;
  /** Where the engine keeps everything, on its machine. */
  rootDirectory(): Promise<string>;
  /** Names by digest (`repository@sha256:…`) of the local images of these repositories' beginning, with what each has alone, in bytes. */
  digests(beginning: string): Promise<readonly { readonly name: string; readonly bytes: number }[]>;
  /** Removes a name, and the image with its last one; false when a container uses it. */
  removeName(name: string): Promise<boolean>;
  /** All local images, with what each has alone. Takes a look at all that the engine has. */
  localImages(): Promise<readonly LocalImage[]>;
  /** Tags of local images whose repository begins so, and ends after one more part. */
  namesBelow(beginning: string): Promise<readonly string[]>;
  /** All tags of the image of this name; none when it is gone. */
  namesOf(name: string): Promise<readonly string[]>;
  /** Removes an image that has no name; false when it has one after all, or a container or another image needs it. */
  removeUnnamed(id: string): Promise<boolean>;
  push(name: string, auth: Readonly<Record<string, string>>): Promise<void>;
  create(spec: ContainerSpec): Promise<Container>;
  /** As create(), or null when another container has the name. */
  createUnlessThere(spec: ContainerSpec & { readonly name: string }): Promise<Container | null>;
  /** Of a container by its name; null when there is none. `id` tells one from a later one of the same name. */
  stateOf(name: string): Promise<{ readonly id: string; readonly runs: boolean } | null>;
  /** Ids and labels of all containers, running or not, that carry these labels. */
  containers(labels: readonly string[]): Promise<readonly { id: string; labels: Readonly<Record<string, string>> }[]>;
  removeContainer(id: string): Promise<void>;
}

/** Docker Engine API, "SystemDataUsage". */
const Image = z.object({
  Id: z.string(),
  RepoTags: z.array(z.string()).nullable(),
  RepoDigests: z.array(z.string()).nullable(),
  Labels: z.record(z.string(), z.string()).nullable(),
  /** Seconds since 1970. */
  Created: z.number(),
  Size: z.number(),
  SharedSize: z.number(),
  Containers: z.number(),
});
const Images = z.object({ Images: z.array(Image).nullable() });

/** The engine writes so that there is no name. */
const named = (names: readonly string[] | null): readonly string[] => (names ?? []).filter((name) => !name.startsWith("<none>"));
const alone = ({ Size, SharedSize }: z.infer<typeof Image>): number => Math.max(0, Size - Math.max(0, SharedSize));

const usageTries = 240;
const usagePauseMs = 500;

/** The engine works one such question out at a time, and refuses another one meanwhile, whoever asks. */
async function diskUsage(docker: Dockerode): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await docker.df();
    } catch (error) {
      const isBusy = error instanceof Error && error.message.includes("disk usage operation is already running");
      if (!isBusy || tries === usageTries) throw error;
      await delay(usagePauseMs);
    }
  }
}

/** Removing what is gone already, or is being removed, is done. */
async function unlessGone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function demultiplex(modem: Dockerode["modem"], stream: Duplex, onOutput: (b: Buffer) => void, onError: (b: Buffer) => void): Attached {
  const ended = new Promise<void>((resolve) => {
    stream
      .once("end", resolve)
      .once("close", resolve)
      .on("error", () => resolve());
  });
  modem.demuxStream(
    stream,
    { write: onOutput } as unknown as NodeJS.WritableStream,
    { write: onError } as unknown as NodeJS.WritableStream,
  );
  return { send: (text) => void stream.write(text), closeInput: () => void stream.end(), ended };
}

function wrap(docker: Dockerode, id: string): Container {
  const inner = docker.getContainer(id);
  return {
    id,
    async attach(onOutput, onError) {
      const stream = await inner.attach({
        stream: true,
        stdin: true,
        stdout: true,
        stderr: true,
        hijack: true,
      });
      return demultiplex(docker.modem, stream as Duplex, onOutput, onError);
    },
    start: async () => void (await inner.start()),
    async wait() {
      await untilEnded(inner.wait(), async () => (await inner.inspect()).State.Running);
      const { State: state } = await inspectEnded(inner);
      return { exitCode: state.ExitCode, outOfMemory: state.OOMKilled };
    },
    pid: async () => (await inner.inspect()).State.Pid,
    kill: () => unlessGone(inner.kill()),
    remove: () => unlessGone(inner.remove({ force: true, v: true })),
    commit: async (repository, tag, changes) => void (await inner.commit({ repo: repository, tag, changes: [...changes] })),
  };
}

function createOptions(spec: ContainerSpec): Dockerode.ContainerCreateOptions {
  const { limits } = spec;
  const memory = limits ? limits.memoryMiB * 1024 * 1024 : 0;
  return {
    ...(spec.name !== undefined && { name: spec.name }),
    Image: spec.image,
    User: spec.user,
    Entrypoint: [],
    Cmd: [...spec.command],
    Env: [...spec.env],
    WorkingDir: spec.workingDirectory,
    Labels: { ...spec.labels },
    OpenStdin: true,
    StdinOnce: true,
    HostConfig: {
      Binds: [...spec.binds],
      NetworkMode: spec.network,
      LogConfig: { Type: "none", Config: {} },
      ...(spec.bounds && { Memory: spec.bounds.memoryMiB * 1024 * 1024, PidsLimit: spec.bounds.pids }),
      ...(limits && {
        Memory: memory,
        MemorySwap: memory,
        NanoCpus: Math.round(limits.cpus * 1e9),
        PidsLimit: limits.pids,
        CapDrop: ["ALL"],
        SecurityOpt: ["no-new-privileges", ...(spec.nested ? [`seccomp=${spec.nested.seccomp}`, "apparmor=unconfined"] : [])],
        ReadonlyRootfs: spec.nested === undefined,
        OomScoreAdj: 500,
      }),
    },
  };
}

/** `host`: `unix:///path` or `tcp://host:port`, as DOCKER_HOST has it. */
export function connectDocker(host: string): Docker {
  const docker = connectClient(host);
  return {
    async imageLabels(name) {
      try {
        return (await docker.getImage(name).inspect()).Config.Labels ?? {};
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    imageId: async (name) => (await docker.getImage(name).inspect()).Id,
    async contentOf(name) {
      const layers = (await docker.getImage(name).inspect()).RootFS.Layers ?? [];
      return createHash("sha256").update(layers.join(" ")).digest("hex");
    },
    created: async (name) => new Date((await docker.getImage(name).inspect()).Created).toISOString(),
    async importImage(tarball, repository, tag, changes = []) {
      await progressEnd(docker, await docker.importImage(createReadStream(tarball), { repo: repository, tag, changes: [...changes] }));
    },
    pull: async (name) => progressEnd(docker, await docker.pull(name)),
    tag: async (name, repository, tag) => void (await docker.getImage(name).tag({ repo: repository, tag })),
    untag: (name) => unlessGone(docker.getImage(name).remove({ noprune: true })),
    rootDirectory: async () => z.object({ DockerRootDir: z.string() }).parse(await docker.info()).DockerRootDir,
    async digests(beginning) {
      return (Images.parse(await diskUsage(docker)).Images ?? []).flatMap((image) => {
        const names = (image.RepoDigests ?? []).filter((name) => name.startsWith(beginning));
        return names.map((name) => ({ name, bytes: alone(image) }));
      });
    },
    async localImages() {
      return (Images.parse(await diskUsage(docker)).Images ?? []).map((image) => ({
        id: image.Id,
        names: named(image.RepoTags),
        digests: named(image.RepoDigests),
        labels: image.Labels ?? {},
        made: new Date(image.Created * 1000).toISOString(),
        bytes: alone(image),
        containers: image.Containers,
      }));
    },
    async namesBelow(beginning) {
      const found = await docker.listImages({ filters: { reference: [`${beginning}*`] } });
      return found.flatMap(({ RepoTags }) => named(RepoTags ?? null).filter((name) => name.startsWith(beginning)));
    },
    async namesOf(name) {
      try {
        return named((await docker.getImage(name).inspect()).RepoTags);
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    },
    async removeUnnamed(id) {
      const image = docker.getImage(id);
      try {
        if (named((await image.inspect()).RepoTags).length > 0) return false;
        await image.remove({ force: false });
      } catch (error) {
        if (statusOf(error) === 409) return false;
        if (!isMissing(error)) throw error;
      }
      return true;
    },
    async removeName(name) {
      try {
        await docker.getImage(name).remove({ force: false });
      } catch (error) {
        if (statusOf(error) === 409) return false;
        if (!isMissing(error)) throw error;
      }
      return true;
    },
    async push(name, auth) {
      const at = name.lastIndexOf(":");
      const stream = await docker.getImage(name.slice(0, at)).push({
        tag: name.slice(at + 1),
        authconfig: auth as unknown as Dockerode.AuthConfig,
      });
      await progressEnd(docker, stream);
    },
    create: async (spec) => wrap(docker, (await docker.createContainer(createOptions(spec))).id),
    async createUnlessThere(spec) {
      try {
        return wrap(docker, (await docker.createContainer(createOptions(spec))).id);
      } catch (error) {
        if (statusOf(error) === 409) return null;
        throw error;
      }
    },
    async stateOf(name) {
      try {
        const { Id, State } = await docker.getContainer(name).inspect();
        return { id: Id, runs: State.Running };
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async containers(labels) {
      const found = await docker.listContainers({ all: true, filters: { label: [...labels] } });
      return found.map(({ Id, Labels }) => ({ id: Id, labels: Labels }));
    },
    removeContainer: (id) => unlessGone(docker.getContainer(id).remove({ force: true, v: true })),
  };
}
