import type { createClient } from "@sluice/contract";
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export const baseImagesWhat = "make what tools are built on and run on (once, some minutes)";

interface Wait {
  readonly minutes: number;
  readonly note: (text: string) => void;
  readonly stop: AbortSignal;
}

export interface DemoServer {
  readonly api: string;
  readonly token: string;
  /** Waits until the images that tools are built on and run on are made; `note` hears how far it is. */
  baseImagesReady(client: ReturnType<typeof createClient>, wait: Wait): Promise<void>;
  stop(): Promise<void>;
}

export interface DemoPlace {
  readonly root: string;
  readonly data: string;
  readonly cache: string;
  readonly dockerHost: string;
  readonly listen: string;
  readonly routerListen: string;
  readonly stop: AbortSignal;
}

/** Starts the server as a process of its own and waits until it is ready. stop() ends all that it started. */
export async function startDemoServer({ root, data, cache, dockerHost, listen, routerListen, stop }: DemoPlace): Promise<DemoServer> {
  const logFile = `${data}.log`;
  const log = openSync(logFile, "a");
  const flags = ["--data", data, "--cache", cache, "--listen", listen, "--router-listen", routerListen, "--on-exit", "stop"];
  const child = spawn(process.execPath, [join(root, "packages/server/src/main.ts"), ...flags, "--docker-host", dockerHost], {
    stdio: ["ignore", log, log],
    // A terminal's Ctrl-C reaches the demo alone, which then ends the server in order.
    detached: true,
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const api = `http://${listen}`;
  const deadline = Date.now() + 60_000;
  while ((await fetch(`${api}/readyz`).catch(() => null))?.ok !== true) {
    if (stop.aborted) {
      child.kill("SIGTERM");
      await ended;
      stop.throwIfAborted();
    }
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(`the server did not become ready:\n${readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-8).join("\n")}`);
    }
    await pause(50);
  }
  return {
    api,
    token: readFileSync(join(data, "admin-token"), "utf8").trim(),
    async baseImagesReady(client, { minutes, note, stop: interrupted }) {
      const limit = Date.now() + minutes * 60_000;
      for (;;) {
        const check = (await client.call("doctor.show", {})).find((each) => each.part === "base images");
        if (check?.state === "ok") return note(baseImagesWhat);
        if (check?.state === "fail" || Date.now() > limit) throw new Error(`base images: ${check?.found ?? `not made in ${minutes} min`}`);
        if (check !== undefined) note(`${baseImagesWhat}: ${check.found}`);
        await pause(200, undefined, { signal: interrupted });
      }
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await ended;
    },
  };
}
