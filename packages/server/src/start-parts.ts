import { join } from "node:path";
import { SluiceError } from "@sluice/contract";
import { caddyRouter } from "./adapters/router-caddy/caddy-router.ts";
import { createDockerEngine } from "./adapters/engine-docker/index.ts";
import { createRuntimeDocker } from "./adapters/runtime-docker/index.ts";
import { memoryFiles } from "./adapters/runtime-docker/memory-files.ts";
import { systemClock, systemRandom } from "./adapters/clock-system/clock.ts";
import { distributionRegistry } from "./adapters/registry-distribution/distribution-registry.ts";
import type { Values } from "./config/options.ts";
import { runRepository } from "./core/packages/run-repository.ts";
import type { BakeTurns } from "./core/ports/package-store.ts";
import { readAptSources } from "./read-apt-sources.ts";
import type { Components } from "./core/ports/components.ts";
import type { DataDirectory } from "./data-directory/open.ts";
import { dockerNetworks } from "./docker-network/docker-networks.ts";
import { ensureNetwork } from "./docker-network/network.ts";
import { mustBeFree } from "./listening.ts";
import type { Logger } from "./logger.ts";

type Outliving = Awaited<ReturnType<typeof caddyRouter>> | Awaited<ReturnType<typeof distributionRegistry>>;

/** What the end of this process means for a part that outlives it: `--on-exit`. */
export function leave(values: Pick<Values, "on-exit">, part: Outliving): Promise<void> {
  return values["on-exit"] === "stop" ? part[Symbol.asyncDispose]() : part.detach();
}

/** What runs outside of this process: router, registry, and the container engine's two sides. All of it, or nothing is left. */
export async function startParts(
  values: Values,
  data: DataDirectory,
  control: Components,
  log: Logger,
  stop: AbortSignal,
  turns: BakeTurns,
) {
  const onEvent = (event: { name: string; text: string }): void => log.info({ part: event.name }, event.text);
  const binary = (name: string): string => join(values.cache, "bin", name);
  const { host, port } = values["router-listen"];
  const registryHost = `127.0.0.1:${await data.persistedPort("registry")}`;
  await using begun = new AsyncDisposableStack();
  const begin = async <P extends Outliving>(part: Promise<P>): Promise<P> => {
    const running = await part;
    begun.defer(() => leave(values, running));
    return running;
  };
  const starting = [
    begin(
      caddyRouter({
        binary: binary("caddy"),
        directory: join(data.path, "router"),
        listen: `${host}:${port}`,
        trustedProxies: values["trusted-proxies"].split(",").filter((one) => one !== ""),
        mustBeFree: () => mustBeFree(values, "router-listen"),
        onEvent,
      }),
    ),
    begin(
      distributionRegistry({
        binary: binary("docker-registry"),
        directory: join(data.path, "registry"),
        host: registryHost,
        now: () => Date.now(),
        onEvent,
      }),
    ),
    ensureNetwork(dockerNetworks(values["docker-host"]), data.installation, (text) => log.warn(text)).catch(engineAway(values)),
  ] as const;
  // none is still being started when all are ended
  await Promise.allSettled(starting);
  const [router, registry, network] = await Promise.all(starting);
  const engine = await createDockerEngine({
    dockerHost: values["docker-host"],
    installation: data.installation,
    directory: data.path,
    cache: values.cache,
    network,
    registryHost: registry.host,
    credential: (tool, rights) => registry.credential(tool, rights, [runRepository]),
    pushAuth: async () => ({ ...(await registry.platformAuth([runRepository], "write")) }),
    writing: (work) => registry.writing(work),
    certificates: values.certificates,
    baseSource: (base) => values[base === "debian-13" ? "base-image" : "base-image-debian-12"] || null,
    repositories: await readAptSources(values["apt-sources"]),
    turns,
    bakeLimits: { seconds: values["bake-seconds"], diskMB: values["bake-disk"] },
    stop,
    standby: values["build-standby"],
    clock: systemClock,
    progress: (text) => log.info(text),
    warn: (text) => log.warn(text),
  });
  const memory = memoryFiles(join(data.path, "memory"), systemRandom);
  // an image from elsewhere is pulled without a credential of ours
  const pullAuth = async (image: string): Promise<object> =>
    image.startsWith(`${registry.host}/`) ? { ...(await registry.pullAuth(image)) } : {};
  const runtime = createRuntimeDocker({
    memory,
    host: values["docker-host"],
    installation: data.installation,
    network,
    pullAuth,
    random: systemRandom,
    warn: (text) => log.warn(text),
  });
  const components = createRuntimeDocker({
    memory,
    host: values["docker-host"],
    installation: data.installation,
    network,
    pullAuth,
    random: systemRandom,
    warn: (text) => log.warn(text),
    components: { files: (name) => control.contents(name) },
  });
  begun.move();
  return { router, registry, engine, runtime, memory, components };
}

function engineAway(values: Values) {
  return (error: unknown): never => {
    if (error instanceof SluiceError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new SluiceError(
      "unavailable",
      `the container engine at ${values["docker-host"]} does not do what a start needs (${why}): start it (systemctl start docker), or name another one with --docker-host`,
      { cause: error },
    );
  };
}

export type Parts = Awaited<ReturnType<typeof startParts>>;
