import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Installation } from "./installation.ts";

const run = promisify(execFile);

/** A person's clone of the control repository, made with a token as everybody makes it. */
export interface ControlClone extends Disposable {
  readonly directory: string;
  /** Rejects when git ends with an error. */
  git(...args: readonly string[]): Promise<string>;
}

export async function cloneControl(on: Installation): Promise<ControlClone> {
  const directory = mkdtempSync(join(tmpdir(), "sluice-control-"));
  const identity = ["-c", "user.name=Eve", "-c", "user.email=eve@example.org", "-c", "credential.helper="];
  const env = { ...process.env, GIT_TERMINAL_PROMPT: "0", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run("git", [...identity, ...args], { cwd: directory, env })).stdout.trim();
  const dispose = (): void => rmSync(directory, { recursive: true, force: true });
  try {
    await git("clone", "-q", `${on.api.replace("http://", `http://admin:${on.token}@`)}/git/-/control.git`, ".");
  } catch (error) {
    dispose();
    throw error;
  }
  return { directory, git, [Symbol.dispose]: dispose };
}

/** git over the platform's own control repository. */
export function controlGit(on: Installation, ...args: readonly string[]): string {
  return execFileSync("git", ["--git-dir", join(on.directory, "control.git"), ...args], { maxBuffer: 64 * 1024 * 1024 })
    .toString()
    .trim();
}
