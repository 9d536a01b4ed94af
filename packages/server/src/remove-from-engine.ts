import { connectDocker } from "./adapters/engine-docker/docker.ts";
import { ownNames } from "./adapters/engine-docker/images/kept-names.ts";
import { dockerNetworks } from "./docker-network/docker-networks.ts";
import { removeNetwork } from "./docker-network/network.ts";

/** Removes what this installation still has in the engine, half-made images' containers and its network: nothing stays of what ends. */
export async function removeFromEngine(dockerHost: string, installation: string): Promise<void> {
  const docker = connectDocker(dockerHost);
  const left = await docker.containers([`sluice.installation=${installation}`]);
  await Promise.all(left.map(({ id }) => docker.removeContainer(id)));
  // what it shares with other installations stays for them, and for its own next start
  await Promise.all((await docker.namesBelow(ownNames(installation))).map((name) => docker.untag(name)));
  await removeNetwork(dockerNetworks(dockerHost), installation);
}
