import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

export const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

export interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A person's home with an empty directory in it, and the command as a real process. */
export interface Home extends AsyncDisposable {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  sluice(args: readonly string[], options?: { input?: string; env?: NodeJS.ProcessEnv }): Promise<Ended>;
  git(...args: readonly string[]): Promise<Ended>;
}

export async function newHome(env: NodeJS.ProcessEnv = {}): Promise<Home> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-cli-"));
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env["PATH"],
    HOME: directory,
    XDG_CONFIG_HOME: join(directory, ".config"),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CEILING_DIRECTORIES: tmpdir(),
    GIT_TERMINAL_PROMPT: "0",
    TZ: "Europe/Berlin",
    ...env,
  };
  const run = (command: string, args: readonly string[], options: { input?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Ended> =>
    runProcess(command, args, { cwd: directory, env: { ...environment, ...options.env } }, options.input ?? "");
  return {
    directory,
    environment,
    sluice: (args, options) => run(process.execPath, [main, ...args], options),
    git: (...args) => run("git", args),
    async [Symbol.asyncDispose]() {
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** A home that is signed in to a server as CI is. */
export function ciHome(url: string): Promise<Home> {
  return newHome({ SLUICE_URL: url, SLUICE_TOKEN: "good" });
}

async function runProcess(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
  input: string,
): Promise<Ended> {
  const child = spawn(command, [...args], { ...options, stdio: "pipe" });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const [exit, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { exit, stdout, stderr };
}
