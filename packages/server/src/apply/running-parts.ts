import { join } from "node:path";
import { systemRandom } from "../adapters/clock-system/clock.ts";
import { distributionRegistry } from "../adapters/registry-distribution/distribution-registry.ts";
import { caddyRouter } from "../adapters/router-caddy/caddy-router.ts";
import { createRuntimeDocker } from "../adapters/runtime-docker/index.ts";
import type { Values } from "../config/options.ts";
import type { Components } from "../core/ports/components.ts";
import type { Router } from "../core/ports/router.ts";
import type { Runtime } from "../core/ports/runtime.ts";
import { memoryFiles } from "../adapters/runtime-docker/memory-files.ts";
import type { DataDirectory } from "../data-directory/open.ts";
import { dockerNetworks } from "../docker-network/docker-networks.ts";
import { ensureNetwork } from "../docker-network/network.ts";

export interface RunningParts {
  readonly router: Router;
  readonly runtime: Runtime;
  readonly components: Runtime;
  /** Leaves router and registry running. */
  detach(): Promise<void>;
}

/** What a repair needs of the parts; the server takes over exactly these when it is well again. */
export async function startRunningParts(
  values: Values,
  data: DataDirectory,
  components: Components,
  say: (text: string) => void,
): Promise<RunningParts> {
  const onEvent = (event: { text: string }): void => say(event.text);
  const binary = (name: string): string => join(values.cache, "bin", name);
  const { host, port } = values["router-listen"];
  const network = await ensureNetwork(dockerNetworks(values["docker-host"]), data.installation, say);
  const router = await caddyRouter({
    binary: binary("caddy"),
    directory: join(data.path, "router"),
    listen: `${host}:${port}`,
    onEvent,
  });
  const registryHost = `127.0.0.1:${await data.persistedPort("registry")}`;
  const registry = await distributionRegistry({
    binary: binary("docker-registry"),
    directory: join(data.path, "registry"),
    host: registryHost,
    now: () => Date.now(),
    onEvent,
  }).catch((error: unknown) => {
    say(`The registry does not start; images that the engine has do without it: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  });
  const pullAuth = async (image: string): Promise<object> =>
    registry !== null && image.startsWith(`${registryHost}/`) ? { ...(await registry.pullAuth(image)) } : {};
  const memory = memoryFiles(join(data.path, "memory"), systemRandom);
  const engine = {
    memory,
    host: values["docker-host"],
    installation: data.installation,
    network,
    pullAuth,
    random: systemRandom,
    warn: say,
  };
  return {
    router,
    runtime: createRuntimeDocker(engine),
    components: createRuntimeDocker({ ...engine, components: { files: (name) => components.contents(name) } }),
    async detach() {
      await router.detach();
      await registry?.detach();
    },
  };
}
