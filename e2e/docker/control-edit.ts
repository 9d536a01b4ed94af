import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Installation } from "./installation.ts";

/** A person's clone of the control repository in which one tool's file was edited; push() commits and pushes it. */
export function editControl(on: Installation, tool: string, edit: (text: string) => string): Disposable & { push(subject: string): void } {
  const directory = mkdtempSync(join(tmpdir(), "sluice-control-"));
  const git = (...args: readonly string[]): void =>
    void execFileSync("git", ["-c", "user.name=Eve", "-c", "user.email=eve@example.org", ...args], { cwd: directory, stdio: "pipe" });
  git("clone", "-q", join(on.directory, "control.git"), ".");
  const file = join(directory, "tools", tool, "release.yaml");
  writeFileSync(file, edit(readFileSync(file, "utf8")));
  return {
    push(subject) {
      git("commit", "-q", "-a", "-m", subject);
      git("push", "-q", "origin", "HEAD:main");
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}
