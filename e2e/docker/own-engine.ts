import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./until.ts";

/** A container engine of the test's own, which it may stop, kill and freeze. It leaves the machine's rules alone. */
export interface OwnEngine extends AsyncDisposable {
  readonly host: string;
  start(): Promise<void>;
  /** Ends when the engine has ended. */
  signal(name: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** It accepts connections from then on, and answers none. */
  freeze(): void;
  thaw(): void;
  docker(...args: readonly string[]): string;
}

/** A network that is in no default pool of an engine. */
const address = (): string => `10.${200 + ((randomBytes(1)[0] ?? 0) % 50)}.${randomBytes(1)[0] ?? 0}`;

function isAlive(pid: number): boolean {
  try {
    // A process that has ended and that nobody has waited for yet counts as ended.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Addresses of a bridge, none when it is not there. */
function addressesOf(bridge: string): readonly string[] {
  try {
    return [
      ...execFileSync("ip", ["-o", "-4", "addr", "show", "dev", bridge], { stdio: "pipe" })
        .toString()
        .matchAll(/inet (\S+)/g),
    ].map(([, found = ""]) => found);
  } catch {
    return [];
  }
}

/** An engine with another bridge takes the default one away, which is the machine's own engine's. */
function bringBack(bridge: string, addresses: readonly string[]): void {
  if (addresses.length === 0 || addressesOf(bridge).length > 0) return;
  execFileSync("ip", ["link", "add", bridge, "type", "bridge"]);
  for (const each of addresses) execFileSync("ip", ["addr", "add", each, "dev", bridge]);
  execFileSync("ip", ["link", "set", bridge, "up"]);
}

export async function ownEngine(): Promise<OwnEngine> {
  const directory = mkdtempSync(join(tmpdir(), "sluice-engine-"));
  const host = `unix://${join(directory, "docker.sock")}`;
  const bridge = `slt${randomBytes(4).toString("hex")}`;
  const net = address();
  execFileSync("ip", ["link", "add", bridge, "type", "bridge"]);
  execFileSync("ip", ["addr", "add", `${net}.1/24`, "dev", bridge]);
  execFileSync("ip", ["link", "set", bridge, "up"]);
  const docker = (...args: readonly string[]): string =>
    execFileSync("docker", ["-H", host, ...args], { timeout: 20_000, stdio: ["ignore", "pipe", "pipe"] }).toString();
  let child: ChildProcess | null = null;
  const theirs = addressesOf("docker0");

  async function start(): Promise<void> {
    const log = openSync(join(directory, "dockerd.log"), "a");
    const begun = spawn(
      "dockerd",
      [
        "--data-root",
        join(directory, "data"),
        "--exec-root",
        join(directory, "exec"),
        "-p",
        join(directory, "pid"),
        "-H",
        host,
        `--bridge=${bridge}`,
        "--iptables=false",
        "--ip-masq=false",
        "--default-address-pool",
        `base=${net.replace(/\.\d+$/, "")}.0.0/16,size=26`,
      ],
      { stdio: ["ignore", log, log] },
    );
    closeSync(log);
    child = begun;
    await until("the test's engine answers", 60_000, () => {
      if (begun.exitCode !== null) throw new Error(`dockerd ended:\n${readFileSync(join(directory, "dockerd.log"), "utf8").slice(-2000)}`);
      try {
        return docker("version", "--format", "{{.Server.Version}}") !== "";
      } catch {
        return false;
      }
    });
    bringBack("docker0", theirs);
  }
  async function signal(name: NodeJS.Signals): Promise<void> {
    const running = child;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => running.once("exit", () => resolve()));
    const pidFile = join(directory, "exec", "containerd", "containerd.pid");
    const containerd = Number(readFileSync(pidFile, "utf8"));
    running.kill(name);
    await ended;
    // It began it, so that what kills it as a service kills that too.
    if (isAlive(containerd)) process.kill(containerd, "SIGKILL");
    await until("containerd has ended", 20_000, () => !isAlive(containerd));
    // Nobody may have waited for it: the engine would take what is left of it for a containerd that runs.
    rmSync(pidFile, { force: true });
  }

  await start();
  return {
    host,
    start,
    signal,
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
    docker,
    async [Symbol.asyncDispose]() {
      child?.kill("SIGCONT");
      if (child === null || child.exitCode !== null || child.signalCode !== null) await start();
      const left = docker("ps", "-aq")
        .split("\n")
        .filter((id) => id !== "");
      if (left.length > 0) docker("rm", "-f", ...left);
      await signal("SIGTERM");
      execFileSync("ip", ["link", "del", bridge]);
      // What it was killed over stays mounted.
      const mounts = readFileSync("/proc/self/mounts", "utf8")
        .split("\n")
        .map((line) => line.split(" ")[1] ?? "");
      for (const mount of mounts.filter((path) => path.startsWith(`${directory}/`)).toReversed()) execFileSync("umount", ["-l", mount]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
