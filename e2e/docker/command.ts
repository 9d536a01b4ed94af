import { spawn } from "node:child_process";
import { join } from "node:path";
import type { PushedTo } from "./work-tree.ts";

const main = join(import.meta.dirname, "..", "..", "packages", "cli", "src", "main.ts");

export interface Ran {
  readonly exit: number | null;
  /** What the person sees, both streams. */
  readonly said: string;
}

/** The command `sluice` in a directory, as CI runs it. */
export function sluice(on: PushedTo, directory: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, SLUICE_URL: on.api, SLUICE_TOKEN: on.token, XDG_CONFIG_HOME: join(directory, ".config") };
    const child = spawn(process.execPath, [main, ...args], { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.on("error", reject);
    child.on("close", (exit) => resolve({ exit, said }));
  });
}
