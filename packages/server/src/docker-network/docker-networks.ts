import { connectDocker } from "../docker-client/connect-docker.ts";
import { isMissing } from "../docker-client/docker-status.ts";
import type { NetworkApi } from "./network.ts";

/** The Docker Engine's networks. `host`: `unix:///path` or `tcp://host:port`. */
export function dockerNetworks(host: string): NetworkApi {
  const docker = connectDocker(host);
  return {
    async find(name) {
      const found = (await docker.listNetworks({ filters: { name: [name] } })).find((network) => network.Name === name);
      return found ? { bridge: found.Options?.["com.docker.network.bridge.name"] ?? null } : null;
    },
    async create({ name, labels, options }) {
      await docker.createNetwork({
        Name: name,
        Driver: "bridge",
        CheckDuplicate: true,
        Labels: { ...labels },
        Options: { ...options },
      });
    },
    async remove(name) {
      try {
        await docker.getNetwork(name).remove();
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
  };
}
