import { SluiceError } from "@sluice/contract";
import { createHash } from "node:crypto";
import { removeFirewall, ensureFirewall } from "./firewall.ts";

/** What is needed of the Docker Engine to keep one network. */
export interface NetworkApi {
  /** The bridge's interface name, null when there is no such network. */
  find(name: string): Promise<{ readonly bridge: string | null } | null>;
  create(spec: NetworkSpec): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface NetworkSpec {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
}

/** Name of the installation's network. */
export const networkName = (installation: string): string => `sluice-${installation}`;

/** Interface names have at most 15 characters; a longer id is hashed. */
export function bridgeName(installation: string): string {
  const plain = `sl${installation}`;
  return plain.length <= 15 ? plain : `sl${createHash("sha256").update(installation).digest("hex").slice(0, 13)}`;
}

/**
 * One bridge for all containers of an installation on which they cannot reach each other, the host or link-local
 * addresses. Idempotent; returns the network's name. `warn` gets a sentence when the firewall cannot be set.
 */
export async function ensureNetwork(api: NetworkApi, installation: string, warn: (text: string) => void): Promise<string> {
  const name = networkName(installation);
  const bridge = bridgeName(installation);
  const found = await api.find(name);
  if (found && found.bridge !== bridge) {
    throw new SluiceError(
      "unavailable",
      `the Docker network ${name} exists with another bridge (${found.bridge ?? "none"}): remove it with "docker network rm ${name}"`,
    );
  }
  if (!found) {
    await api.create({
      name,
      labels: { "sluice.installation": installation },
      options: {
        "com.docker.network.bridge.enable_icc": "false",
        "com.docker.network.bridge.name": bridge,
      },
    });
  }
  await ensureFirewall(bridge, warn);
  return name;
}

export async function removeNetwork(api: NetworkApi, installation: string): Promise<void> {
  await removeFirewall(bridgeName(installation));
  await api.remove(networkName(installation));
}
