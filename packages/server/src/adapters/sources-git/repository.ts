import { SluiceError } from "@sluice/contract";
import { pastLocks, type LockPatience } from "../../git-locks/past-locks.ts";
import { gitEnvironment } from "./git-environment.ts";
import { runGit } from "./run-git.ts";
import type { GitOptions, GitRun } from "./run-git.ts";

const environment = gitEnvironment({});

/** One bare repository. */
export interface Repository {
  readonly directory: string;
  /** Runs git in it, whatever its exit code. */
  try(args: readonly string[], options?: Partial<GitOptions>): Promise<GitRun>;
  /** Runs git in it; throws when it fails. */
  run(args: readonly string[], options?: Partial<GitOptions>): Promise<Buffer>;
}

export function repositoryAt(directory: string, locks?: LockPatience): Repository {
  const attempt: Repository["try"] = (args, options = {}) =>
    pastLocks(
      directory,
      () => runGit([`--git-dir=${directory}`, ...args], { ...options, env: { ...environment, ...options.env } }),
      ({ stderr }) => stderr,
      locks,
    );
  return {
    directory,
    try: attempt,
    run: async (args, options) => {
      const { code, stdout, stderr } = await attempt(args, options);
      if (code === 0) return stdout;
      throw new SluiceError("internal", `git ${args[0] ?? ""} failed in ${directory} (exit ${code ?? "by signal"}): ${stderr}`);
    },
  };
}
