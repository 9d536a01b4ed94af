import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Gerrit } from "./gerrit.ts";

/** Ada's clone of a project that was made in Gerrit for it, with real git. */
export interface GerritProject extends Disposable {
  readonly name: string;
  /** Pushes these files to main past the review, as an admin, and begins from there. */
  land(files: Readonly<Record<string, string>>): string;
  /** Begins a change on main, or makes the next patch set of the one that is begun; pushes it for review. */
  propose(files: Readonly<Record<string, string>>, next?: boolean): Promise<{ readonly number: number; readonly commit: string }>;
}

export async function makeProject(gerrit: Gerrit, name: string): Promise<GerritProject> {
  await gerrit.command("create-project", name, "--branch", "main");
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
  let change = "";
  function commit(files: Readonly<Record<string, string>>, ...how: readonly string[]): string {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    git("add", "-A");
    git("commit", "-q", ...how);
    return git("rev-parse", "HEAD");
  }
  return {
    name,
    land(files) {
      const hash = commit(files, "-m", "Land");
      // whose commits these are is not asked of an admin
      git("push", "-q", gerrit.pushUrl("admin", name), "HEAD:refs/heads/main");
      return hash;
    },
    async propose(files, next = false) {
      if (!next) {
        git("fetch", "-q", gerrit.pushUrl("ada", name), "refs/heads/main");
        git("checkout", "-q", "--detach", "FETCH_HEAD");
        change = `I${randomBytes(20).toString("hex")}`;
      }
      const hash = commit(files, ...(next ? ["--amend"] : []), "-m", `Change of ${name}\n\nChange-Id: ${change}`);
      git("push", "-q", gerrit.pushUrl("ada", name), "HEAD:refs/for/main");
      const { _number: number } = (await gerrit.api("ada", "GET", `/changes/${name}~main~${change}`)) as { readonly _number: number };
      return { number, commit: hash };
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}
