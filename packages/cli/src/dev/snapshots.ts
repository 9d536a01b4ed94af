import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { git, needGit } from "../git.ts";

/** Commits of a directory as it is on the disk, kept in a repository beside it: its own git history is never touched. */
export interface Snapshots {
  /** Takes one; null when nothing changed since the last that went out. */
  take(): Promise<string | null>;
  /** Pushes a snapshot as the tool's `main`; `say` hears the server's lines. False when it was not taken. */
  push(snapshot: string, say: (line: string) => void, signal: AbortSignal): Promise<boolean>;
}

interface Target {
  /** `http://HOST:PORT/git/<tool>.git` */
  readonly url: string;
  readonly token: string;
}

const identity = ["-c", "user.name=sluice dev", "-c", "user.email=dev@localhost", "-c", "commit.gpgSign=false"];
const asIs = ["-c", "core.autocrlf=false", "-c", "core.safecrlf=false", "-c", "core.hooksPath=/dev/null"];

export async function openSnapshots(directory: string, repository: string, target: Target): Promise<Snapshots> {
  const here = [`--git-dir=${repository}`, `--work-tree=${directory}`, ...asIs];
  if (!existsSync(join(repository, "HEAD"))) await needGit(directory, ["init", "-q", "--bare", "-b", "main", repository]);
  await takeOverExcludes(directory, repository);
  await addTracked(directory, here);
  let sent: string | null = null;
  return {
    async take() {
      await needGit(directory, [...here, "add", "--all", "--", "."]);
      const tree = (await needGit(directory, [...here, "write-tree"])).trim();
      if (tree === sent) return null;
      sent = tree;
      const parent = await git(directory, [...here, "rev-parse", "-q", "--verify", "HEAD"]);
      const parents = parent.exit === 0 ? ["-p", parent.stdout.trim()] : [];
      const commit = await needGit(directory, [...here, ...identity, "commit-tree", "-m", "As saved", ...parents, tree]);
      await needGit(directory, [...here, "update-ref", "HEAD", commit.trim()]);
      return commit.trim();
    },
    async push(snapshot, say, signal) {
      // The token stays in the environment: a command line can be read by everybody on the machine.
      const header = `Authorization: Basic ${Buffer.from(`dev:${target.token}`).toString("base64")}`;
      const env = { ...process.env, GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "http.extraHeader", GIT_CONFIG_VALUE_0: header };
      const child = spawn("git", [`--git-dir=${repository}`, "push", "--force", target.url, `${snapshot}:refs/heads/main`], {
        env: { ...env, GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" },
        stdio: ["ignore", "ignore", "pipe"],
        signal,
      });
      const exit = new Promise<number | null>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", resolve);
      });
      exit.catch(() => undefined);
      const own: string[] = [];
      for await (const line of createInterface({ input: child.stderr })) {
        const said = /^remote: ?(.*?)\s*$/.exec(line)?.[1];
        if (said === undefined) own.push(line);
        else say(said);
      }
      const ended = await exit;
      // What git itself complains of (a refused connection, a hook that is not there) is not among the server's lines.
      if (ended !== 0) for (const line of own.filter((text) => /^(fatal|error):/.test(text) && !/failed to push/.test(text))) say(line);
      return ended === 0;
    },
  };
}

/** Files that the directory's own repository has are taken whatever .gitignore says, as git does. */
async function addTracked(directory: string, here: readonly string[]): Promise<void> {
  const tracked = await git(directory, ["ls-files", "-z"]);
  if (tracked.exit !== 0) return;
  const present = tracked.stdout.split("\0").filter((path) => path !== "" && existsSync(join(directory, path)));
  for (let at = 0; at < present.length; at += 500)
    await needGit(directory, [...here, "add", "--force", "--", ...present.slice(at, at + 500)]);
}

async function takeOverExcludes(directory: string, repository: string): Promise<void> {
  const found = await git(directory, ["rev-parse", "--path-format=absolute", "--git-path", "info/exclude"]);
  const file = found.stdout.trim();
  if (found.exit !== 0 || !existsSync(file)) return;
  await mkdir(join(repository, "info"), { recursive: true });
  await copyFile(file, join(repository, "info", "exclude"));
}
