import { connectDocker } from "./adapters/engine-docker/docker.ts";
import { dockerNetworks } from "./docker-network/docker-networks.ts";
import { removeNetwork } from "./docker-network/network.ts";

/** Removes what this installation still has in the engine, half-made images' containers and its network: nothing stays of what ends. */
export async function removeFromEngine(dockerHost: string, installation: string): Promise<void> {
  const docker = connectDocker(dockerHost);
  const left = await docker.containers([`sluice.installation=${installation}`]);
  await Promise.all(left.map(({ id }) => docker.removeContainer(id)));
  await removeNetwork(dockerNetworks(dockerHost), installation);
}
