import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Connection, connectionTo } from "../connection.ts";
import { Failure } from "../failure.ts";
import { serverProgram } from "../run-server.ts";

const startMs = 60_000;
const baseImagesMs = 30 * 60_000;
const shownLines = 8;

export interface LocalServerPlace {
  /** What this server keeps; one for each directory that is worked on. */
  readonly data: string;
  /** Base images and parts, shared by all; null: where the server's own options say. */
  readonly cache: string | null;
  readonly port: number;
  readonly routerPort: number;
}

export interface LocalServer {
  readonly connection: Connection;
  readonly tokenFile: string;
  /** Rejects when the server ended before it was told to. */
  readonly died: Promise<never>;
  /** Ends it, and with it the tools, the router and the registry. */
  stop(): Promise<void>;
}

/** A server on this machine for one person: loopback only, and with it ends all that it started. */
export async function startLocalServer(place: LocalServerPlace, signal: AbortSignal): Promise<LocalServer> {
  await mkdir(place.data, { recursive: true, mode: 0o700 });
  const logFile = `${place.data}.log`;
  const log = openSync(logFile, "w");
  const url = `http://127.0.0.1:${place.port}`;
  const flags = {
    data: place.data,
    ...(place.cache !== null && { cache: place.cache }),
    listen: `127.0.0.1:${place.port}`,
    "router-listen": `127.0.0.1:${place.routerPort}`,
    domain: "localhost",
    "on-exit": "stop",
  };
  const words = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  // A terminal's Ctrl-C reaches the command alone, which then ends the server in order.
  // And when the command is killed, the kernel tells the server: nothing runs on unseen.
  const child = spawn("setpriv", ["--pdeathsig", "TERM", process.execPath, serverProgram("main.ts"), ...words], {
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  let stopping = false;
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const stop = async (): Promise<void> => {
    stopping = true;
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await ended;
  };
  const died = ended.then(async (): Promise<never> => {
    if (stopping) return new Promise<never>(() => undefined);
    throw new Failure("unavailable", `The local server ended:\n${await lastLines(logFile)}`, `Its whole log: ${logFile}`);
  });
  died.catch(() => undefined);
  try {
    await Promise.race([untilReady(url, logFile, signal), died]);
    const tokenFile = join(place.data, "admin-token");
    const connection = connectionTo(url, (await readFile(tokenFile, "utf8")).trim());
    return { connection, tokenFile, died, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function untilReady(url: string, logFile: string, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + startMs;
  while (!(await answers(`${url}/readyz`))) {
    signal.throwIfAborted();
    if (performance.now() > deadline)
      throw new Failure(
        "timed-out",
        `The local server is not ready after ${startMs / 1000} s:\n${await lastLines(logFile)}`,
        `Its log: ${logFile}`,
      );
    await pause(50);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    // Nothing listens yet: that is what is waited for.
    return false;
  }
}

async function lastLines(file: string): Promise<string> {
  return (await readFile(file, "utf8")).trimEnd().split("\n").slice(-shownLines).join("\n");
}

/** Waits until what tools are built on and run on is made; `note` hears how far it is. */
export async function untilBaseImages(call: Connection["call"], note: (found: string) => void, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + baseImagesMs;
  for (;;) {
    const check = (await call("doctor.show", {})).find(({ part }) => part === "base images");
    if (check?.state === "ok") return note(check.found);
    if (check?.state === "fail" || performance.now() > deadline) {
      const why = check?.state === "fail" ? check.found : `they are not made after ${baseImagesMs / 60_000} min`;
      throw new Failure(
        "unavailable",
        `There are no base images: ${why}.`,
        check?.todo ?? "Look into the local server's log, then try again.",
      );
    }
    if (check !== undefined) note(check.found);
    await pause(200, undefined, { signal });
  }
}
