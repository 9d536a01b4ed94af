import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError } from "@sluice/contract";
import { pastLocks, type LockPatience } from "../../git-locks/past-locks.ts";

/** How git is called on one bare repository: nothing of the machine's or the user's settings counts. */
export interface GitPlace {
  readonly directory: string;
  /** The git program: `git`. */
  readonly program: string;
  /** Of locks that are in the way. */
  readonly locks?: LockPatience;
}

const settings = ["-c", "core.fsync=all", "-c", "core.hooksPath=/dev/null", "-c", "gc.autoDetach=false", "-c", "safe.directory=*"];

function environment(place: GitPlace): NodeJS.ProcessEnv {
  return {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: join(place.directory, "home"),
    LC_ALL: "C.UTF-8",
    GIT_DIR: place.directory,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
  };
}

export interface GitLimits {
  readonly seconds: number;
  readonly env: Readonly<Record<string, string>>;
}

export function startGit(place: GitPlace, args: readonly string[], env: GitLimits["env"] = {}): ChildProcessWithoutNullStreams {
  return spawn(place.program, [...settings, ...args], { env: { ...environment(place), ...env }, stdio: "pipe" });
}

export interface GitResult {
  readonly code: number;
  readonly out: Buffer;
  readonly error: string;
}

/** Runs git to its end, whatever its exit code; after the limit's seconds it is ended. No lock that is left behind stops it. */
export function tryGit(place: GitPlace, args: readonly string[], input: string | Buffer = "", limits?: GitLimits): Promise<GitResult> {
  return pastLocks(
    place.directory,
    () => runOnce(place, args, input, limits),
    ({ error }) => error,
    place.locks,
  );
}

function runOnce(place: GitPlace, args: readonly string[], input: string | Buffer, limits?: GitLimits): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = startGit(place, args, limits?.env);
    const late = limits === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), limits.seconds * 1000);
    child.once("close", () => clearTimeout(late));
    const out: Buffer[] = [];
    const error: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => out.push(part));
    child.stderr.on("data", (part: Buffer) => error.push(part));
    child.on("error", (cause) => reject(new SluiceError("unavailable", `git cannot be started: ${cause.message}`, { cause })));
    child.on("close", (code) =>
      resolve({
        code: code ?? -1,
        out: Buffer.concat(out),
        error: Buffer.concat(error).toString("utf8").trim(),
      }),
    );
    // git may end before it has read all; its exit code says why
    child.stdin.on("error", () => child.stdin.destroy());
    child.stdin.end(input);
  });
}

/** Runs git and throws, with what it said, when it fails. */
export async function git(place: GitPlace, args: readonly string[], input: string | Buffer = ""): Promise<Buffer> {
  const { code, out, error } = await tryGit(place, args, input);
  if (code === 0) return out;
  throw new SluiceError("unavailable", `git ${args[0] ?? ""} failed in the control repository (exit ${code}): ${error}`);
}

/** Makes the bare repository when it is missing. Idempotent. */
export async function createRepository(place: GitPlace, branch: string): Promise<void> {
  await mkdir(place.directory, { recursive: true });
  await git(place, ["init", "--quiet", "--bare", `--initial-branch=${branch}`]);
  await mkdir(join(place.directory, "home"), { recursive: true });
}
