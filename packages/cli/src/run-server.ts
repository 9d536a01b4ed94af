import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { Failure } from "./failure.ts";

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A program of the server's package, which runs as a process of its own. */
export function serverProgram(path: string): string {
  const program = fileURLToPath(new URL(`../../server/src/${path}`, import.meta.url));
  if (existsSync(program)) return program;
  throw new Failure(
    "wrong-state",
    "The server is not part of this installation.",
    "Run it from a checkout of the project: npm run sluice -- serve.",
  );
}

/** Runs the server until it ends; its exit code is ours. */
export function runServer(server: string, flags: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    // In a process group of its own: Ctrl-C reaches it once, from here, and not a second time from the terminal.
    const child = spawn(process.execPath, [server, ...flags], {
      stdio: ["ignore", "inherit", "inherit"],
      detached: true,
    });
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
    for (const signal of forwarded) process.on(signal, pass);
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      for (const name of forwarded) process.off(name, pass);
      resolve(code ?? 128 + constants.signals[signal ?? "SIGTERM"]);
    });
  });
}
