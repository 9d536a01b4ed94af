import { type ChildProcess, spawn } from "node:child_process";
import { sendSignal } from "../../supervise/send-signal.ts";

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
  /** Ends it early. With it git has a group of processes of its own, so that what it starts (a transport) ends too. */
  readonly stop?: AbortSignal;
}

/** Runs one git command to its end. Rejects only when git cannot be started. */
export function runGit(args: readonly string[], { env, seconds = 30, enough, stop }: GitOptions): Promise<GitRun> {
  const group = stop !== undefined;
  return new Promise((resolve, reject) => {
    const child = spawn("git", args, { env, stdio: ["ignore", "pipe", "pipe"], detached: group });
    const end = (): void => killed(child, group);
    const timer = setTimeout(end, seconds * 1000);
    stop?.addEventListener("abort", end);
    if (stop?.aborted === true) end();
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => {
      out.push(chunk);
      if (enough?.(chunk) === true) end();
    });
    child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
    child.on("error", (error) => {
      clearTimeout(timer);
      stop?.removeEventListener("abort", end);
      reject(error);
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      stop?.removeEventListener("abort", end);
      resolve({
        code,
        stdout: Buffer.concat(out),
        stderr: Buffer.concat(errors).toString().trim(),
      });
    });
  });
}

function killed(child: ChildProcess, group: boolean): void {
  if (group && child.pid !== undefined) sendSignal(-child.pid, "SIGKILL");
  else child.kill("SIGKILL");
}
