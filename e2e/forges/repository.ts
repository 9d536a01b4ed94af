import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Gitea } from "./gitea.ts";
import { personClone } from "./person-clone.ts";

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
  const { directory, git, commit, [Symbol.dispose]: dispose } = personClone();
  return {
    name,
    url: `${gitea.url}/ada/${name}.git`,
    commit: (files) => commit(files, "--allow-empty", "-m", "Change"),
    link(path, linked) {
      mkdirSync(join(directory, path), { recursive: true });
      git("update-index", "--add", "--cacheinfo", `160000,${linked},${path}`);
    },
    push: (branch) => void git("push", "-q", gitea.pushUrl(name), `HEAD:refs/heads/${branch}`),
    checkout: (branch) => void git("checkout", "-q", "-B", branch),
    [Symbol.dispose]: dispose,
  };
}
