import { execFile } from "node:child_process";
import { Failure } from "./failure.ts";

export interface GitAnswer {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs git in a directory and gives its answer, whatever the exit code. */
export function git(directory: string, args: readonly string[]): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    execFile("git", [...args], { cwd: directory, encoding: "utf8", timeout: 20_000 }, (error, stdout, stderr) => {
      if (error === null) return resolve({ exit: 0, stdout, stderr });
      if (typeof error.code === "number") return resolve({ exit: error.code, stdout, stderr });
      if (error.code === "ENOENT")
        return reject(new Failure("wrong-state", "git is not installed here.", "Install git, then try again.", { cause: error }));
      return reject(error);
    });
  });
}

/** Runs git and fails with git's own words when it does not work. */
export async function needGit(directory: string, args: readonly string[]): Promise<string> {
  const answer = await git(directory, args);
  if (answer.exit === 0) return answer.stdout;
  throw new Failure("wrong-state", `git ${args[0] ?? ""} failed: ${answer.stderr.trim()}`, "Mend what git names, then try again.");
}

export interface GitRemote {
  readonly name: string;
  readonly url: string;
}

/** The git remotes of a directory; none when it is in no repository, or git is missing. */
export async function gitRemotes(directory: string): Promise<GitRemote[]> {
  const answer = await git(directory, ["config", "--null", "--get-regexp", String.raw`^remote\..*\.url$`]).catch((error: unknown) => {
    if (error instanceof Failure) return null;
    throw error;
  });
  if (answer === null || answer.exit !== 0) return [];
  return answer.stdout.split("\0").flatMap((entry) => {
    const match = /^remote\.(.+)\.url\n(.+)$/s.exec(entry);
    return match?.[1] === undefined || match[2] === undefined ? [] : [{ name: match[1], url: match[2] }];
  });
}
