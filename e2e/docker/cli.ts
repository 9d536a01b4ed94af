import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Installation } from "./installation.ts";

export const cliMain = join(import.meta.dirname, "..", "..", "packages", "cli", "src", "main.ts");

export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function cliEnvironment(on: Installation, home: string): NodeJS.ProcessEnv {
  return { ...process.env, HOME: home, XDG_CONFIG_HOME: home, SLUICE_URL: on.api, SLUICE_TOKEN: on.token, NO_COLOR: "1" };
}

/** The command as a person types it in an empty home, signed in as an admin. */
export async function sluice(on: Installation, args: readonly string[], input = ""): Promise<Said> {
  const home = mkdtempSync(join(tmpdir(), "sluice-home-"));
  try {
    const child = spawn(process.execPath, [cliMain, ...args], { cwd: home, env: cliEnvironment(on, home), stdio: "pipe" });
    const code = new Promise<number | null>((resolve) => child.once("close", resolve));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await code, stdout, stderr };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
