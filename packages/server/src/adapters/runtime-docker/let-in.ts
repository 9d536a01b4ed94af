import { execFile } from "node:child_process";
import { getuid } from "node:process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What comes from outside and is meant for a loopback address itself; the kernel drops it until it is told otherwise. */
const direct = ["-t", "raw", "PREROUTING", "!", "-i", "lo", "-d", "127.0.0.0/8", "-j", "DROP"] as const;

type Rule = readonly [option: "-t", table: string, chain: string, ...match: readonly string[]];

function passedOn(address: string): Rule {
  const port = address.slice(address.lastIndexOf(":") + 1);
  return ["-t", "nat", "PREROUTING", "!", "-i", "lo", "-p", "tcp", "--dport", port, "-j", "DNAT", "--to-destination", address];
}

/**
 * Passes on what arrives in a network namespace for the port of `address` (`127.0.0.1:8000`) to that address: rules of
 * the namespace's own kernel tables, which go with it, and no program. Needs `route_localnet`
 * (Documentation/networking/ip-sysctl.rst of the kernel); what names a loopback address itself stays outside. Idempotent.
 * `namespace` is the path of a namespace, which no other namespace ever gets; a process id could be somebody else's by now.
 * Rejects where this machine cannot: it takes root, nsenter and iptables.
 */
export async function letInAt(namespace: string, address: string): Promise<void> {
  if (getuid?.() !== 0) throw new Error("it takes root");
  const inside = (...command: readonly string[]): Promise<unknown> => run("nsenter", [`--net=${namespace}`, "--", ...command]);
  const change = (action: "-A" | "-C", [option, table, chain, ...match]: Rule): Promise<unknown> =>
    inside("iptables", "-w", "5", option, table, action, chain, ...match);
  for (const rule of [direct, passedOn(address)]) {
    const holds = await change("-C", rule).then(
      () => true,
      () => false,
    );
    if (!holds) await change("-A", rule);
  }
  // The files of /proc/sys/net are those of whoever opens them.
  await inside("sh", "-c", "echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet");
}
