import { spawn } from "node:child_process";

export interface GitRun {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface GitOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly seconds?: number;
  /** Ends git early when it has seen enough. */
  readonly enough?: (chunk: Buffer) => boolean;
}

/** Runs one git command to its end. Rejects only when git cannot be started. */
export function runGit(args: readonly string[], { env, seconds = 30, enough }: GitOptions): Promise<GitRun> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, { env, stdio: ["ignore", "pipe", "pipe"] });
    const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000);
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => {
      out.push(chunk);
      if (enough?.(chunk) === true) child.kill("SIGKILL");
    });
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({
        code,
        stdout: Buffer.concat(out),
        stderr: Buffer.concat(errors).toString().trim(),
      });
    });
  });
}
