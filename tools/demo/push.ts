import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "../setup/run.ts";

const identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];

/** Makes the directory a work tree with the remote "sluice" and commits what is in it. */
export async function preparePush(work: string, remote: string, token: string): Promise<void> {
  if (!existsSync(join(work, ".git"))) {
    await run("git", ["init", "-q", "-b", "main", work]);
    await run("git", ["-C", work, "remote", "add", "sluice", remote]);
    // The token stays in the environment and never in a file of the work tree or on a command line.
    await run("git", ["-C", work, "config", `credential.${new URL(remote).origin}.helper`, helper]);
  }
  await run("git", ["-C", work, ...identity, "add", "-A"], { env: { SLUICE_TOKEN: token } });
  await run("git", ["-C", work, ...identity, "commit", "-q", "--allow-empty", "-m", "Say hello"]);
}

const helper = '!f() { test "$1" = get && printf "username=admin\\npassword=%s\\n" "$SLUICE_TOKEN"; }; f';

/** Pushes with the terminal as its output; true when git says that it was taken. */
export function demoPush(work: string, token: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", ["-C", work, "push", "--force", "sluice", "main"], {
      stdio: "inherit",
      env: { ...process.env, SLUICE_TOKEN: token, GIT_TERMINAL_PROMPT: "0" },
    });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code === 0));
  });
}
