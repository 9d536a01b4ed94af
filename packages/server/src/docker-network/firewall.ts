import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { getuid } from "node:process";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Rule {
  readonly program: "iptables" | "ip6tables";
  readonly chain: string;
  readonly match: readonly string[];
}

/** Addresses at which clouds tell a machine its secrets: link-local ones, and one in the shared address space (RFC 6598). */
export const metadataAddresses = ["169.254.0.0/16", "100.100.100.200/32"] as const;

/** Refuses at once instead of letting a caller wait. A reset is never held back, as the kernel does with many ICMP answers. */
const refused = (program: Rule["program"], chain: string, match: readonly string[]): readonly Rule[] => [
  { program, chain, match: [...match, "-j", "REJECT"] },
  { program, chain, match: ["-p", "tcp", ...match, "-j", "REJECT", "--reject-with", "tcp-reset"] },
];

/**
 * What containers on the bridge may not open: connections to the host itself, to each other, and to metadata addresses.
 * Over IPv6 they have no addresses but link-local ones, and no business at all. In the order of insertion at the top.
 */
export function firewallRules(bridge: string, hasIpv6: boolean): readonly Rule[] {
  const isNew = ["-m", "conntrack", "--ctstate", "NEW"];
  return [
    ...refused("iptables", "INPUT", ["-i", bridge, ...isNew]),
    ...refused("iptables", "DOCKER-USER", ["-i", bridge, "-o", bridge]),
    ...metadataAddresses.flatMap((address) => refused("iptables", "DOCKER-USER", ["-i", bridge, "-d", address])),
    ...(hasIpv6 ? [...refused("ip6tables", "INPUT", ["-i", bridge, ...isNew]), ...refused("ip6tables", "FORWARD", ["-i", bridge])] : []),
  ];
}

const hasIpv6 = (): boolean => existsSync("/proc/net/if_inet6");

const change = (action: string, { program, chain, match }: Rule): Promise<unknown> => run(program, ["-w", "5", action, chain, ...match]);

const holds = (rule: Rule): Promise<boolean> =>
  change("-C", rule).then(
    () => true,
    () => false,
  );

/** Idempotent. Without root or iptables the network works, but unprotected: `warn` says so. */
export async function ensureFirewall(bridge: string, warn: (text: string) => void): Promise<void> {
  const missing = "containers can reach this machine's own ports and metadata addresses";
  if (getuid?.() !== 0) return warn(`the firewall needs root: ${missing}`);
  for (const rule of firewallRules(bridge, hasIpv6())) {
    if (await holds(rule)) continue;
    try {
      await change("-I", rule);
    } catch (error) {
      const why = error instanceof Error ? error.message.trim().split("\n").at(-1) : String(error);
      warn(`${rule.program} cannot be set (${why}): ${missing}`);
      return;
    }
  }
}

export async function removeFirewall(bridge: string): Promise<void> {
  for (const rule of firewallRules(bridge, hasIpv6())) if (await holds(rule)) await change("-D", rule);
}
