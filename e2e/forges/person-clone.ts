import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Ada's work tree, with real git that knows no settings of this machine. */
export interface PersonClone extends Disposable {
  readonly directory: string;
  git(...args: readonly string[]): string;
  /** Commits these files, `how` as git commit takes it, and gives the hash. */
  commit(files: Readonly<Record<string, string>>, ...how: readonly string[]): string;
}

export function personClone(): PersonClone {
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
    directory,
    git,
    commit(files, ...how) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(directory, path)), { recursive: true });
        writeFileSync(join(directory, path), text);
      }
      git("add", "-A");
      git("commit", "-q", ...how);
      return git("rev-parse", "HEAD");
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}
