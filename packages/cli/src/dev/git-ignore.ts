import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { git, needGit } from "../git.ts";

/** What git leaves out of a directory. Paths are relative to it. */
export interface GitIgnore {
  /** What is ignored now; a folder that is ignored as a whole is one entry. */
  present(): Promise<ReadonlySet<string>>;
  /** Of these, those that git would take; a file that git has already is taken whatever .gitignore says. */
  taken(paths: readonly string[]): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Reads .gitignore files also where there is no repository: git needs one to ask, so an empty one is lent. */
export async function openGitIgnore(directory: string): Promise<GitIgnore> {
  const inside = (await git(directory, ["rev-parse", "--is-inside-work-tree"])).stdout.trim() === "true";
  const lent = inside ? null : await mkdtemp(join(tmpdir(), "sluice-ignore-"));
  if (lent !== null) await needGit(directory, ["init", "-q", "--bare", lent]);
  const where = lent === null ? [] : [`--git-dir=${lent}`, `--work-tree=${directory}`];
  return {
    async present() {
      const listed = await needGit(directory, [...where, "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory"]);
      return new Set(split(listed).map((path) => path.replace(/\/$/, "")));
    },
    async taken(paths) {
      const left = new Set(split(await checkIgnore(directory, where, paths)));
      return paths.filter((path) => !left.has(path));
    },
    async close() {
      if (lent !== null) await rm(lent, { recursive: true, force: true });
    },
  };
}

/** git check-ignore ends with 1 when none of the paths is ignored. */
async function checkIgnore(directory: string, where: readonly string[], paths: readonly string[]): Promise<string> {
  const child = spawn("git", [...where, "check-ignore", "-z", "--stdin"], { cwd: directory, stdio: ["pipe", "pipe", "ignore"] });
  child.stdin.end(paths.map((path) => `${path}\0`).join(""));
  return text(child.stdout);
}

function split(text: string): readonly string[] {
  return text.split("\0").filter((path) => path !== "");
}
