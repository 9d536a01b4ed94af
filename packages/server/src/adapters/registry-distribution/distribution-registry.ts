import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Digest, ToolName } from "@sluice/contract";
import type { Registry, RegistryStorage, StoredImage } from "../../core/ports/registry.ts";
import type { AttachedBundle, Attachments } from "../../core/ports/signatures.ts";
import { supervise } from "../../supervise/supervise.ts";
import type { Supervised, SuperviseEvent } from "../../supervise/supervise.ts";
import { collectGarbage, type Garbage } from "./collect-garbage.ts";
import { attachBundles, attachedBundles } from "./attached-bundles.ts";
import { copyImage } from "./copy-image.ts";
import { DistributionApi } from "./distribution-api.ts";
import { distributionConfig } from "./distribution-config.ts";
import type { StandsOn } from "../../core/ports/rebaser.ts";
import type { ImageContents } from "../../core/ports/image-contents.ts";
import { imageContents } from "./image-contents.ts";
import { hasOwnBase, standsOn } from "./stands-on.ts";
import { signingKey } from "./signing-key.ts";
import type { SigningKey } from "./signing-key.ts";
import { signToken } from "./token.ts";
import type { Access } from "./token.ts";
import { storedImages } from "./stored-images.ts";
import { usageOf } from "./usage.ts";
import { createWriteGate } from "./write-gate.ts";

export interface DistributionRegistryOptions {
  /** The `docker-registry` binary. */
  readonly binary: string;
  /** DIR/registry. */
  readonly directory: string;
  /** `127.0.0.1:port`: where it listens, and what image names carry. */
  readonly host: string;
  /** Milliseconds since 1970, for the life of tokens. */
  readonly now: () => number;
  readonly onEvent: (event: SuperviseEvent) => void;
}

/** What Docker's X-Registry-Auth header carries, before base64. */
export interface EngineAuth {
  readonly registrytoken: string;
}

interface Inside {
  readonly host: string;
  readonly program: Supervised;
  readonly api: DistributionApi;
  readonly sign: (subject: string, access: readonly Access[]) => string;
  readonly garbage: Garbage;
}

const actions = { read: ["pull"], write: ["pull", "push"] } as const;

class DistributionRegistry implements Registry, RegistryStorage, Attachments, AsyncDisposable {
  readonly host: string;
  readonly program: Supervised;
  readonly #api: DistributionApi;
  readonly #sign: (subject: string, access: readonly Access[]) => string;
  readonly #garbage: Garbage;
  readonly #gate = createWriteGate();

  constructor({ host, program, api, sign, garbage }: Inside) {
    this.host = host;
    this.program = program;
    this.#api = api;
    this.#sign = sign;
    this.#garbage = garbage;
  }

  async credential(tool: ToolName, rights: "read" | "write", alsoRead: readonly string[] = []): Promise<string> {
    const own: Access = { type: "repository", name: tool, actions: actions[rights] };
    return `Bearer ${this.#sign(tool, [own, ...this.#access(alsoRead, "read")])}`;
  }

  /** For the platform's own pulls of one repository: what the Docker engine takes as X-Registry-Auth. */
  async pullAuth(repository: string): Promise<EngineAuth> {
    return { registrytoken: this.#sign("sluice-platform", this.#access([repository], "read")) };
  }

  /** For the platform's own work on several repositories (base images, run packages): "Bearer …". */
  async platformCredential(repositories: readonly string[], rights: "read" | "write"): Promise<string> {
    return `Bearer ${this.#sign("sluice-platform", this.#access(repositories, rights))}`;
  }

  /** The same for the Docker engine, which may push with it too. */
  async platformAuth(repositories: readonly string[], rights: "read" | "write"): Promise<EngineAuth> {
    return { registrytoken: this.#sign("sluice-platform", this.#access(repositories, rights)) };
  }

  resolve(repository: string, tag: string): Promise<Digest | null> {
    return this.#api.digest(this.#name(repository), tag);
  }

  /** What an image says of the run image under it; null when it is not here or says nothing. */
  standsOn(image: string): Promise<StandsOn | null> {
    const at = image.lastIndexOf("@");
    return image.startsWith(`${this.host}/`)
      ? standsOn(this.#api, this.#name(image.slice(0, at)), image.slice(at + 1))
      : Promise.resolve(null);
  }

  /** Whether an image stands on what its Dockerfile says; false when it is not here. */
  hasOwnBase(image: string): Promise<boolean> {
    const at = image.lastIndexOf("@");
    return image.startsWith(`${this.host}/`)
      ? hasOwnBase(this.#api, this.#name(image.slice(0, at)), image.slice(at + 1))
      : Promise.resolve(false);
  }

  /** For whoever looks into images. */
  get contents(): ImageContents {
    const inside = imageContents(this.#api);
    return {
      layers: (repository, digest) => inside.layers(this.#name(repository), digest),
      read: (repository, ...rest) => inside.read(this.#name(repository), ...rest),
    };
  }

  usage(repository: string): Promise<number> {
    return usageOf(this.#api, this.#name(repository));
  }

  copy(from: ToolName, to: ToolName, digest: Digest): Promise<void> {
    const access: readonly Access[] = [
      { type: "repository", name: to, actions: actions.write },
      { type: "repository", name: from, actions: actions.read },
    ];
    const token = this.#sign("sluice-platform", access);
    return this.writing(async () => {
      await copyImage(this.#api, { from, to, digest, token });
      // what is said of an image goes with it
      const bundles = await attachedBundles(this.#api, from, digest);
      const there = await attachedBundles(this.#api, to, digest);
      const missing = bundles.filter(({ text }) => there.every((one) => one.text !== text));
      if (missing.length > 0) await attachBundles(this.#api, to, digest, [...there, ...missing], token);
    });
  }

  attached(repository: string, digest: Digest): Promise<readonly AttachedBundle[]> {
    return attachedBundles(this.#api, this.#name(repository), digest);
  }

  attach(repository: string, digest: Digest, bundles: readonly AttachedBundle[]): Promise<void> {
    const token = this.#sign("sluice-platform", this.#access([repository], "write"));
    return this.writing(() => attachBundles(this.#api, this.#name(repository), digest, bundles, token));
  }

  deleteDigest(repository: string, digest: Digest): Promise<void> {
    return this.#api.delete(this.#name(repository), digest);
  }

  writing<T>(work: () => Promise<T>): Promise<T> {
    return this.#gate.writing(work);
  }

  images(repository?: string): AsyncIterable<StoredImage> {
    return storedImages(this.#garbage.storage, repository);
  }

  collect(): Promise<number> {
    return this.#gate.alone(() => collectGarbage(this.#garbage));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program.stop();
    await this.#api[Symbol.asyncDispose]();
  }

  async detach(): Promise<void> {
    await this.program.detach();
    await this.#api[Symbol.asyncDispose]();
  }

  #access(repositories: readonly string[], rights: "read" | "write"): readonly Access[] {
    return repositories.map((repository) => ({
      type: "repository",
      name: this.#name(repository),
      actions: actions[rights],
    }));
  }

  /** Takes `host:port/name` and `name`. */
  #name(repository: string): string {
    const prefix = `${this.host}/`;
    return repository.startsWith(prefix) ? repository.slice(prefix.length) : repository;
  }
}

/** The registry with the process behind it. Disposing stops it; detach() leaves it serving. */
export type RunningDistributionRegistry = DistributionRegistry;

function secretOf({ key }: SigningKey): string {
  return createHash("sha256")
    .update("upload states")
    .update(key.export({ type: "pkcs8", format: "der" }))
    .digest("hex");
}

/** Starts or adopts Distribution. Its key, certificate and images stay in the directory. */
export async function distributionRegistry(options: DistributionRegistryOptions): Promise<RunningDistributionRegistry> {
  const { host } = options;
  const directory = resolve(options.directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const signing = await signingKey(directory);
  const configuration = distributionConfig({
    host,
    storage: join(directory, "storage"),
    certificateFile: signing.certificateFile,
    secret: secretOf(signing),
  });
  const configFile = join(directory, "config.yml");
  await writeFile(configFile, configuration, { mode: 0o600 });
  const sign = (subject: string, access: readonly Access[]): string => signToken(signing, subject, access, options.now());
  const api = new DistributionApi(host, (repository, action) =>
    sign("sluice-platform", repository === null ? [] : [{ type: "repository", name: repository, actions: [action] }]),
  );
  const program = await supervise({
    name: "registry",
    command: options.binary,
    args: ["serve", configFile],
    env: { HOME: directory },
    directory,
    configuration,
    ready: () => api.answers(),
    onEvent: options.onEvent,
  });
  const garbage = { binary: options.binary, configFile, storage: join(directory, "storage") };
  return new DistributionRegistry({ host, program, api, sign, garbage });
}
