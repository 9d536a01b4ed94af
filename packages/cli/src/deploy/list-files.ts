import { lstat } from "node:fs/promises";
import { Failure } from "../failure.ts";
import { needGit, runGit } from "./run-git.ts";

/** The files to deploy, as paths from the directory; bytes, as names need not be text. */
export interface FileList {
  readonly paths: readonly Buffer[];
  /** Repositories inside, whose files are not sent. */
  readonly leftOut: readonly string[];
}

interface Where {
  readonly directory: string;
  /** What stands for the repository when there is none around: an empty one. */
  readonly gitDir: string | null;
  readonly signal: AbortSignal;
}

/**
 * What git would take: tracked files, also where a pattern ignores them, and new ones that none ignores. Removed ones
 * are left out.
 */
export async function listFiles({ directory, gitDir, signal }: Where): Promise<FileList> {
  const args = gitDir === null ? [] : [`--git-dir=${gitDir}`, `--work-tree=${directory}`];
  const call = { directory, signal };
  const [tracked, others] = await Promise.all([
    needGit([...args, "ls-files", "-z", "--stage", "--", "."], call),
    runGit([...args, "ls-files", "-z", "--others", "--exclude-standard", "--", "."], call),
  ]);
  signal.throwIfAborted();
  // git only warns of a directory that it cannot read, and would leave it out
  const unread = /could not open directory '(.*)': (.*)/.exec(others.stderr);
  if (others.code !== 0 || unread !== null) throw unreadable(unread, others.stderr);
  const leftOut: string[] = [];
  const paths = new Map<string, Buffer>();
  for (const row of rows(tracked)) {
    const path = row.subarray(row.indexOf(9) + 1);
    if (row.toString("latin1", 0, 6) === "160000") leftOut.push(path.toString());
    else if (await isFile(directory, path)) paths.set(path.toString("latin1"), path);
  }
  for (const path of rows(others.stdout)) {
    if (path.at(-1) === 47) leftOut.push(path.toString().replace(/\/$/, ""));
    else paths.set(path.toString("latin1"), path);
  }
  return { paths: [...paths.values()], leftOut };
}

function unreadable(unread: RegExpExecArray | null, said: string): Failure {
  const what = unread === null ? said.split("\n")[0] : `The directory ${unread[1]} cannot be read: ${unread[2]}.`;
  return new Failure("wrong-state", what ?? "git failed.", "Let yourself read it, or name it in .gitignore. Nothing was sent.");
}

function* rows(list: Buffer): Generator<Buffer> {
  for (let from = 0, at = list.indexOf(0); at >= 0; from = at + 1, at = list.indexOf(0, from)) yield list.subarray(from, at);
}

/** A tracked file may be gone, or a directory by now, whose files are listed as new ones. */
async function isFile(directory: string, path: Buffer): Promise<boolean> {
  try {
    return !(await lstat(Buffer.concat([Buffer.from(`${directory}/`), path]))).isDirectory();
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return false;
    throw error;
  }
}
