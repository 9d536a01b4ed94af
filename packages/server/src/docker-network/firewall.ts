import { execFile } from "node:child_process";
import { getuid } from "node:process";
import { promisify } from "node:util";

const run = promisify(execFile);

interface Rule {
  readonly chain: string;
  readonly match: readonly string[];
}

/** What containers on the bridge may not open: connections to the host itself and to link-local (metadata) addresses. */
export const firewallRules = (bridge: string): readonly Rule[] => [
  { chain: "INPUT", match: ["-i", bridge, "-m", "conntrack", "--ctstate", "NEW", "-j", "REJECT"] },
  { chain: "DOCKER-USER", match: ["-i", bridge, "-d", "169.254.0.0/16", "-j", "REJECT"] },
];

const iptables = (action: string, rule: Rule): Promise<unknown> => run("iptables", ["-w", "5", action, rule.chain, ...rule.match]);

const holds = (rule: Rule): Promise<boolean> =>
  iptables("-C", rule).then(
    () => true,
    () => false,
  );

/** Idempotent. Without root or iptables the network works, but unprotected: `warn` says so. */
export async function ensureFirewall(bridge: string, warn: (text: string) => void): Promise<void> {
  const missing = "containers can reach this machine's own ports and metadata addresses";
  if (getuid?.() !== 0) return warn(`the firewall needs root: ${missing}`);
  for (const rule of firewallRules(bridge)) {
    if (await holds(rule)) continue;
    try {
      await iptables("-I", rule);
    } catch (error) {
      warn(`iptables cannot be set (${error instanceof Error ? error.message.trim().split("\n").at(-1) : String(error)}): ${missing}`);
      return;
    }
  }
}

export async function removeFirewall(bridge: string): Promise<void> {
  for (const rule of firewallRules(bridge)) if (await holds(rule)) await iptables("-D", rule);
}
