import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import { until } from "../docker/until.ts";

export interface ForgeProgram {
  readonly name: string;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** A file that what it says is added to. */
  readonly log: string;
  /** Answers well when it takes requests. */
  readonly healthUrl: string;
  readonly startMs: number;
}

/** A forge's one process: started until it answers, ended by SIGTERM, as often as a test wants. */
export function forgeProcess({ name, command, cwd, env, log, healthUrl, startMs }: ForgeProgram) {
  let child: ChildProcess | null = null;
  return {
    async start(): Promise<void> {
      const said = openSync(log, "a");
      const [program = "", ...args] = command;
      const begun = spawn(program, args, { cwd, env, stdio: ["ignore", said, said] });
      child = begun;
      await until(`${name} answers`, startMs, async () => {
        if (begun.exitCode !== null) throw new Error(`${name} ended:\n${readFileSync(log, "utf8").slice(-3000)}`);
        return (await fetch(healthUrl).catch(() => null))?.ok === true;
      });
    },
    async stop(): Promise<void> {
      const running = child;
      child = null;
      if (running === null || running.exitCode !== null || running.signalCode !== null) return;
      const ended = once(running, "exit");
      // killed, Gerrit would forget changes that its index has not written yet
      running.kill("SIGTERM");
      await ended;
    },
  };
}
