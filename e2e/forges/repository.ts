import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Gitea } from "./gitea.ts";

/** A person's clone of a repository that was made in Gitea for it, with real git. */
export interface ForgeRepository extends Disposable {
  readonly name: string;
  /** As anybody reads it. */
  readonly url: string;
  /** Commits these files and gives the hash. */
  commit(files: Readonly<Record<string, string>>): string;
  /** Puts a commit of another repository there, as a submodule; the next commit has it. */
  link(path: string, commit: string): void;
  /** Pushes what is checked out to a branch there. */
  push(branch: string): void;
  /** Begins a branch, or goes back to one. */
  checkout(branch: string): void;
}

export async function makeRepository(gitea: Gitea, name: string, isPrivate = false): Promise<ForgeRepository> {
  await gitea.api("POST", "/user/repos", { name, private: isPrivate, default_branch: "main" });
  const directory = mkdtempSync(join(tmpdir(), "sluice-forge-"));
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "credential.helper=", ...args], {
      cwd: directory,
      env: { ...process.env, GIT_TERMINAL_PROMPT: "0", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
      stdio: ["ignore", "pipe", "pipe"],
    })
      .toString()
      .trim();
  git("init", "-q", "-b", "main");
  return {
    name,
    url: `${gitea.url}/ada/${name}.git`,
    commit(files) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(directory, path)), { recursive: true });
        writeFileSync(join(directory, path), text);
      }
      git("add", "-A");
      git("commit", "-q", "--allow-empty", "-m", "Change");
      return git("rev-parse", "HEAD");
    },
    link(path, commit) {
      mkdirSync(join(directory, path), { recursive: true });
      git("update-index", "--add", "--cacheinfo", `160000,${commit},${path}`);
    },
    push: (branch) => void git("push", "-q", gitea.pushUrl(name), `HEAD:refs/heads/${branch}`),
    checkout: (branch) => void git("checkout", "-q", "-B", branch),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}
