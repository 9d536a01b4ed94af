import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Installation } from "./installation.ts";

/** The part of an installation that a clone is made for. */
export type PushedTo = Pick<Installation, "api" | "token">;

const root = join(import.meta.dirname, "..", "..");

export interface PushResult {
  readonly code: number | null;
  /** What the person sees. */
  readonly said: string;
}

/** A maintainer's clone, with real git. */
export interface WorkTree extends Disposable {
  readonly directory: string;
  write(path: string, text: string): void;
  /** Paths that git keeps. */
  files(): Promise<readonly string[]>;
  commit(subject: string): Promise<string>;
  /** Takes the last commit back, with its files. */
  undo(): Promise<void>;
  pull(): Promise<PushResult>;
  push(ref?: string, ...flags: readonly string[]): Promise<PushResult>;
  /** The same to a branch that others push to as well: what they were quicker with is taken over first, as git asks. */
  pushAfterOthers(): Promise<PushResult>;
}

function git(directory: string, args: readonly string[], signal?: AbortSignal): Promise<PushResult> {
  const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "credential.helper="];
  return new Promise((resolve, reject) => {
    const child = spawn("git", [...identity, ...args], {
      cwd: directory,
      env: { ...process.env, GIT_TERMINAL_PROMPT: "0", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
      stdio: ["ignore", "pipe", "pipe"],
      ...(signal === undefined ? {} : { signal }),
    });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, said }));
  });
}

/** A work tree of a new tool, begun from an example (or empty). The signal ends a push that takes too long. */
export async function workTree(on: PushedTo, tool: string, example: string | null, signal?: AbortSignal): Promise<WorkTree> {
  const directory = mkdtempSync(join(tmpdir(), "sluice-work-"));
  if (example !== null) cpSync(join(root, "examples", example), directory, { recursive: true });
  const remote = `${on.api.replace("http://", `http://admin:${on.token}@`)}/git/${tool}.git`;
  await git(directory, ["init", "-q", "-b", "main"]);
  await git(directory, ["remote", "add", "sluice", remote]);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  async function commit(subject: string): Promise<string> {
    await git(directory, ["add", "-A"]);
    const done = await git(directory, ["commit", "-q", "--allow-empty", "-m", subject]);
    if (done.code !== 0) throw new Error(done.said);
    return (await git(directory, ["rev-parse", "HEAD"])).said.trim();
  }
  if (example !== null) await commit(`Begin from ${example}`);
  const pull = () => git(directory, ["pull", "-q", "--rebase", "sluice", "main"]);
  const push = (ref = "main", ...flags: readonly string[]) => git(directory, ["push", ...flags, "sluice", ref], signal);
  async function pushAfterOthers(): Promise<PushResult> {
    for (let left = 10; ; left -= 1) {
      const done = await push();
      if (left === 0 || !done.said.includes("(fetch first)")) return done;
      const pulled = await pull();
      if (pulled.code !== 0) return pulled;
    }
  }
  return {
    directory,
    write,
    files: async () => (await git(directory, ["ls-files"])).said.trim().split("\n"),
    commit,
    undo: async () => {
      const done = await git(directory, ["reset", "-q", "--hard", "HEAD~1"]);
      if (done.code !== 0) throw new Error(done.said);
    },
    pull,
    push,
    pushAfterOthers,
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}
