import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

export interface Running {
  readonly begun: number;
  /** Milliseconds after the start at which each line of output came. */
  readonly lines: { readonly text: string; readonly ms: number }[];
  readonly ended: Promise<Ended>;
  /** Ends git and all its helpers at once, as a closed terminal or a lost network does. */
  hangUp(): void;
  /** Resolves when a line has come that contains the text. */
  said(text: string): Promise<void>;
}

const environment = {
  PATH: process.env["PATH"] ?? "",
  HOME: "/nonexistent",
  LC_ALL: "C",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_AUTHOR_NAME: "Ada Lovelace",
  GIT_AUTHOR_EMAIL: "ada@example.org",
  GIT_COMMITTER_NAME: "Ada Lovelace",
  GIT_COMMITTER_EMAIL: "ada@example.org",
};

/** A person's own clone, worked on by real git. */
export interface GitClient extends AsyncDisposable {
  readonly directory: string;
  start(...args: string[]): Running;
  run(...args: string[]): Promise<Ended>;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Commits everything and returns the hash. */
  commit(subject: string): Promise<string>;
}

export async function gitClient(): Promise<GitClient> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-git-client-"));
  const start = (...args: string[]): Running => run(directory, args);
  const client: GitClient = {
    directory,
    start,
    run: (...args) => start(...args).ended,
    write: async (files) => {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(directory, path)), { recursive: true });
        await writeFile(join(directory, path), text);
      }
    },
    commit: async (subject) => {
      await client.run("add", "-A");
      await client.run("commit", "-q", "--allow-empty", "-m", subject);
      return (await client.run("rev-parse", "HEAD")).output.trim();
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
  await client.run("init", "-q", "-b", "main");
  return client;
}

function run(cwd: string, args: readonly string[]): Running {
  const begun = performance.now();
  const child = spawn("git", args, {
    cwd,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const lines: { text: string; ms: number }[] = [];
  let output = "";
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const text of chunk.toString().split("\n")) if (text !== "") lines.push({ text, ms: performance.now() - begun });
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
  const said = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (output.includes(text)) resolve();
      };
      child.stderr.on("data", look);
      child.on("close", () => reject(new Error(`git ended without saying ${JSON.stringify(text)}:\n${output}`)));
      look();
    });
  const hangUp = (): void => {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  };
  return { begun, lines, ended, said, hangUp };
}
