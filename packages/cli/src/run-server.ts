import { spawn } from "node:child_process";
import { constants } from "node:os";

const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

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
