import { spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { join } from "node:path";
import type { Progress } from "./progress.ts";
import { run } from "./run.ts";

export interface ContainerEngine {
  /** Value for DOCKER_HOST. */
  readonly host: string;
  /** Where it comes from, for a person. */
  readonly origin: string;
  /** Ends the engine when it was started here; containers end with it. */
  stop(): Promise<void>;
}

async function answers(host: string): Promise<boolean> {
  try {
    await run("docker", ["-H", host, "version", "--format", "{{.Server.Version}}"], { timeoutMs: 5000 });
    return true;
  } catch {
    return false;
  }
}

/** The machine's own engine when one answers, else one that is started in `directory` and ends with stop(). */
export async function ensureEngine(progress: Progress, directory: string): Promise<ContainerEngine> {
  const own = `unix://${join(directory, "docker.sock")}`;
  for (const host of [process.env["DOCKER_HOST"], "unix:///var/run/docker.sock"]) {
    if (host !== undefined && (await answers(host))) return { host, origin: "was running", stop: async () => undefined };
  }
  // One that an earlier, killed run left behind is taken over, and ended like our own.
  if (await answers(own)) return { host: own, origin: "left by an earlier run, ends with this one", stop: () => end(directory) };
  return progress.step("engine", "no container engine answers: start one in the data directory", async () => {
    mkdirSync(directory, { recursive: true });
    const log = openSync(join(directory, "dockerd.log"), "a");
    const flags = ["--data-root", join(directory, "data"), "--exec-root", join(directory, "exec"), "-H", own];
    const child = spawn("dockerd", [...flags, "-p", join(directory, "docker.pid")], { detached: true, stdio: ["ignore", log, log] });
    child.unref();
    const deadline = Date.now() + 30_000;
    while (!(await answers(own))) {
      if (Date.now() > deadline || child.exitCode !== null) {
        const said = readFileSync(join(directory, "dockerd.log"), "utf8").trimEnd().split("\n").slice(-5).join("\n");
        throw new Error(`dockerd did not answer within 30 s:\n${said}`);
      }
      await pause(100);
    }
    return { host: own, origin: "started here, ends with this run", stop: () => end(directory) };
  });
}

async function end(directory: string): Promise<void> {
  const pid = Number(readFileSync(join(directory, "docker.pid"), "utf8"));
  process.kill(pid, "SIGTERM");
  const deadline = Date.now() + 30_000;
  while (isAlive(pid)) {
    if (Date.now() > deadline) throw new Error(`dockerd (pid ${pid}) did not end within 30 s`);
    await pause(100);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
