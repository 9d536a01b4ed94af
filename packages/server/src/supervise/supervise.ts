import { mkdir, rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { SluiceError } from "@sluice/contract";
import { boundLog, lastLines } from "./bounded-log.ts";
import { endProcess } from "./end-process.ts";
import { isAlive, readPidFile } from "./process-identity.ts";
import type { PidFile } from "./process-identity.ts";
import { logFileOf, pidFileOf, shapeOf, spawnDetached } from "./spawn-detached.ts";
import type { Command } from "./spawn-detached.ts";

export interface SuperviseEvent {
  readonly kind: "adopted" | "started" | "replaced" | "ended" | "unresponsive" | "restart-failed" | "stopped";
  readonly name: string;
  readonly text: string;
}

export interface Pace {
  /** Between two looks at a program that is well. */
  readonly lookMs: number;
  /** How long one answer may take. */
  readonly answerMs: number;
  readonly startMs: number;
  readonly stopMs: number;
  readonly firstBackOffMs: number;
  readonly longestBackOffMs: number;
}

export interface Program extends Command {
  /** Whether it answers as it should. A rejection is a no. */
  readonly ready: () => Promise<boolean>;
  /** Runs before each start: a stale socket is removed here. */
  readonly prepare?: () => Promise<void>;
  readonly onEvent: (event: SuperviseEvent) => void;
  readonly pace?: Partial<Pace>;
}

/** A program that outlives this server. */
export interface Supervised extends AsyncDisposable {
  pid(): number | null;
  healthy(): boolean;
  readonly restarts: number;
  /** Ends the program: SIGTERM, a deadline, SIGKILL. */
  stop(): Promise<void>;
  /** Stops looking after it and leaves it running. */
  detach(): Promise<void>;
}

const usual: Pace = {
  lookMs: 1000,
  answerMs: 3000,
  startMs: 10_000,
  stopMs: 10_000,
  firstBackOffMs: 100,
  longestBackOffMs: 10_000,
};
const looksBeforeRestart = 3;

class Watch implements Supervised {
  restarts = 0;
  readonly #program: Program;
  readonly #pace: Pace;
  readonly #closing = new AbortController();
  #running: PidFile | null = null;
  #exited: Promise<void> | null = null;
  #healthy = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(program: Program) {
    this.#program = program;
    this.#pace = { ...usual, ...program.pace };
  }

  pid(): number | null {
    return this.#running?.pid ?? null;
  }

  healthy(): boolean {
    return this.#healthy;
  }

  async begin(): Promise<void> {
    if (!(await this.#adopt())) await this.#start();
    this.#loop = this.#lookAfter();
  }

  async stop(): Promise<void> {
    await this.#leave();
    if (this.#running !== null) await endProcess(this.#running, this.#pace.stopMs);
    await rm(pidFileOf(this.#program), { force: true });
    if (this.#running !== null) this.#tell("stopped", `${this.#program.name} stopped`);
    this.#running = null;
  }

  async detach(): Promise<void> {
    await this.#leave();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #leave(): Promise<void> {
    this.#closing.abort();
    await this.#loop;
    this.#healthy = false;
  }

  #tell(kind: SuperviseEvent["kind"], text: string): void {
    this.#program.onEvent({ kind, name: this.#program.name, text });
  }

  async #adopt(): Promise<boolean> {
    const { name } = this.#program;
    const found = await readPidFile(pidFileOf(this.#program));
    if (found === null || !(await isAlive(found))) return false;
    if (found.shape === shapeOf(this.#program) && (await this.#answersWithin(found, this.#pace.answerMs))) {
      this.#running = found;
      this.#healthy = true;
      this.#tell("adopted", `${name} already runs as process ${found.pid}`);
      return true;
    }
    const why = found.shape === shapeOf(this.#program) ? "does not answer" : "was started with other settings";
    this.#tell("replaced", `${name}, process ${found.pid}, ${why}: it is replaced`);
    await endProcess(found, this.#pace.stopMs);
    return false;
  }

  async #start(): Promise<void> {
    const program = this.#program;
    await program.prepare?.();
    const { identity, exited } = await spawnDetached(program);
    this.#running = identity;
    this.#exited = exited;
    if (await this.#answersWithin(identity, this.#pace.startMs)) {
      this.#healthy = true;
      this.#tell("started", `${program.name} started as process ${identity.pid}`);
      return;
    }
    await endProcess(identity, this.#pace.stopMs);
    this.#running = null;
    const said = await lastLines(logFileOf(program), 3);
    throw new SluiceError("unavailable", `${program.name} did not start. It said: ${said || "nothing"}`);
  }

  async #answers(): Promise<boolean> {
    const late = new AbortController();
    const timer = delay(this.#pace.answerMs, false, { signal: late.signal }).catch(() => false);
    const answer = await Promise.race([this.#program.ready().catch(() => false), timer]);
    late.abort();
    return answer;
  }

  async #answersWithin(identity: PidFile, milliseconds: number): Promise<boolean> {
    const deadline = performance.now() + milliseconds;
    do {
      if (!(await isAlive(identity))) return false;
      if (await this.#answers()) return isAlive(identity);
      await delay(20);
    } while (performance.now() < deadline && !this.#closing.signal.aborted);
    return false;
  }

  /** Waits, or returns early when the program ends or we close. */
  async #pause(milliseconds: number): Promise<void> {
    const woken = new AbortController();
    const signal = AbortSignal.any([woken.signal, this.#closing.signal]);
    await Promise.race([delay(milliseconds, undefined, { signal }).catch(() => undefined), this.#exited ?? new Promise(() => {})]);
    woken.abort();
  }

  async #lookAfter(): Promise<void> {
    let silent = 0;
    let backOff = this.#pace.firstBackOffMs;
    while (!this.#closing.signal.aborted) {
      await this.#pause(this.#pace.lookMs);
      if (this.#closing.signal.aborted) return;
      const state = await this.#look();
      silent = state === "silent" ? silent + 1 : 0;
      if (state === "well") {
        await boundLog(logFileOf(this.#program));
        backOff = this.#pace.firstBackOffMs;
      } else if (state === "ended" || silent >= looksBeforeRestart) {
        await delay(backOff, undefined, { signal: this.#closing.signal }).catch(() => undefined);
        backOff = Math.min(backOff * 2, this.#pace.longestBackOffMs);
        silent = 0;
        if (!this.#closing.signal.aborted) await this.#restart();
      }
    }
  }

  async #look(): Promise<"well" | "silent" | "ended"> {
    if (this.#running === null) return "ended";
    if (!(await isAlive(this.#running))) {
      if (this.#healthy) this.#tell("ended", `${this.#program.name}, process ${this.#running.pid}, has ended`);
      this.#healthy = false;
      this.#running = null;
      this.#exited = null;
      return "ended";
    }
    this.#healthy = await this.#answers();
    return this.#healthy ? "well" : "silent";
  }

  async #restart(): Promise<void> {
    try {
      if (this.#running !== null) {
        this.#tell("unresponsive", `${this.#program.name}, process ${this.#running.pid}, does not answer: it is started again`);
        await endProcess(this.#running, this.#pace.stopMs);
      }
      this.restarts += 1;
      await this.#start();
    } catch (error) {
      this.#running = null;
      this.#exited = null;
      this.#tell("restart-failed", error instanceof Error ? error.message : String(error));
    }
  }
}

/** Adopts the program if it already runs as described and answers; starts it otherwise, and again whenever it dies or falls silent. */
export async function supervise(program: Program): Promise<Supervised> {
  await mkdir(program.directory, { recursive: true, mode: 0o700 });
  const watch = new Watch(program);
  await watch.begin();
  return watch;
}
