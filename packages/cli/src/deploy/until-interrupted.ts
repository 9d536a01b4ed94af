import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";

/** The work was cut off by a signal, which a shell shows as 128 and its number. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly exit: number;
  constructor(signal: NodeJS.Signals) {
    super(`ended by ${signal}`);
    this.exit = 128 + constants.signals[signal];
  }
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Works in a directory of its own, of which nothing is left however it ends. Throws Interrupted when a signal ends it. */
export async function untilInterrupted<T>(work: (directory: string, signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const directory = await mkdtemp(join(tmpdir(), "sluice-deploy-"));
  const interrupt = (name: NodeJS.Signals): void => stop.abort(new Interrupted(name));
  const atExit = (): void => rmSync(directory, { recursive: true, force: true });
  for (const name of signals) process.on(name, interrupt);
  process.once("exit", atExit);
  try {
    return await work(directory, stop.signal);
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    for (const name of signals) process.off(name, interrupt);
    await rm(directory, { recursive: true, force: true });
    process.off("exit", atExit);
  }
}
