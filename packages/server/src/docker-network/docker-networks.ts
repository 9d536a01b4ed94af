import Dockerode from "dockerode";
import { withDeadlines } from "../docker-client/deadlines.ts";
import type { NetworkApi } from "./network.ts";

const isMissing = (error: unknown): boolean => error instanceof Error && "statusCode" in error && error.statusCode === 404;

/** The Docker Engine's networks. `host`: `unix:///path` or `tcp://host:port`. */
export function dockerNetworks(host: string): NetworkApi {
  const url = new URL(host);
  const docker = withDeadlines(
    url.protocol === "unix:" ? new Dockerode({ socketPath: url.pathname }) : new Dockerode({ host: url.hostname, port: Number(url.port) }),
  );
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
