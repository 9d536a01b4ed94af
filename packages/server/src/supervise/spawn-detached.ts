import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { SluiceError } from "@sluice/contract";
import { readPidFile } from "./process-identity.ts";
import type { PidFile } from "./process-identity.ts";

export interface Command {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
  /** Text of configuration files: a program that runs with another one is replaced, not adopted. */
  readonly configuration?: string;
}

// The program writes its own pid file before it becomes the command (exec keeps pid and start time), so a server
// killed right after the spawn still finds it.
const script = 'read -r stat < /proc/$$/stat; printf "%s\\n%s\\n%s\\n" "$2" "$stat" "$3" > "$1"; shift 3; exec "$@"';

export function pidFileOf(command: Command): string {
  return `${command.directory}/${command.name}.pid`;
}

export function logFileOf(command: Command): string {
  return `${command.directory}/${command.name}.log`;
}

export function shapeOf({ command, args, env, configuration }: Command): string {
  return createHash("sha256")
    .update(JSON.stringify([command, args, Object.entries(env).toSorted(([one], [other]) => (one < other ? -1 : 1)), configuration ?? ""]))
    .digest("hex");
}

export interface Spawned {
  readonly identity: PidFile;
  readonly exited: Promise<void>;
}

/** Starts it in a session of its own (no terminal, no Ctrl-C of ours), with nothing of ours open. */
export async function spawnDetached(command: Command): Promise<Spawned> {
  const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  const shape = shapeOf(command);
  await using log = await open(logFileOf(command), "a", 0o600);
  const args = ["-c", script, "sh", pidFileOf(command), boot, shape, command.command, ...command.args];
  const child = spawn("/bin/sh", args, {
    cwd: command.directory,
    env: { ...command.env },
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
  });
  child.unref();
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  for (let waited = 0; waited < 2000; waited += 10) {
    const identity = await readPidFile(pidFileOf(command));
    if (identity !== null && identity.pid === child.pid) return { identity, exited };
    await delay(10);
  }
  throw new SluiceError("unavailable", `${command.name} could not be started: no process appeared for ${command.command}`);
}
