import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import type { Usage } from "../../core/ports/runtime.ts";
import { isGone } from "../../docker-client/docker-status.ts";
import { engineError } from "./engine-error.ts";

const betweenMs = 250;

/** Two looks at the counters, a short time apart: the engine's own one takes over a second. */
export async function usageOf(container: Docker.Container): Promise<Usage | null> {
  try {
    const first = await look(container);
    await sleep(betweenMs);
    const second = await look(container);
    if (first === null || second === null) return null;
    const ms = second.atMs - first.atMs;
    const cpus = ms > 0 ? Math.max(0, second.cpuNs - first.cpuNs) / 1e6 / ms : 0;
    return { memoryMiB: second.memoryMiB, cpus: Math.round(cpus * 1000) / 1000 };
  } catch (error) {
    if (isGone(error)) return null;
    throw engineError("measure a container", error);
  }
}

async function look(container: Docker.Container): Promise<{ memoryMiB: number; cpuNs: number; atMs: number } | null> {
  const {
    memory_stats: memory,
    cpu_stats: cpu,
    read,
  }: Partial<Docker.ContainerStats> = await container.stats({ stream: false, "one-shot": true });
  // of a container that has just ended the engine has no figures left
  if (memory?.usage === undefined || cpu === undefined || read === undefined) return null;
  // the page cache that can be taken back is not the process's: what `docker stats` leaves out too
  const cache = memory.stats?.["inactive_file"] ?? memory.stats?.total_inactive_file ?? 0;
  return {
    memoryMiB: Math.round(Math.max(0, memory.usage - cache) / 1024 ** 2),
    cpuNs: cpu.cpu_usage.total_usage,
    atMs: Date.parse(read),
  };
}
