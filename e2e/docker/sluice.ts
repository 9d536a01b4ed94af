import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Installation } from "./installation.ts";

const main = join(import.meta.dirname, "..", "..", "packages", "cli", "src", "main.ts");

/** The command as its admin types it; `input` stands on its input. */
export function sluice(
  on: Installation,
  args: readonly string[],
  input = "",
): Promise<{ readonly exit: number | null; readonly said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      cwd: on.directory,
      env: { PATH: process.env["PATH"], HOME: on.directory, SLUICE_URL: on.api, SLUICE_TOKEN: on.token },
      stdio: "pipe",
    });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.on("error", reject);
    child.on("close", (exit) => resolve({ exit, said }));
  });
}
