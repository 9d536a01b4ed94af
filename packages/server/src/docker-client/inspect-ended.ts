import { setTimeout as sleep } from "node:timers/promises";
import type Dockerode from "dockerode";

/** Exit code of a process that was killed (128 + SIGKILL). */
const killed = 137;
const settleMs = 300;

/**
 * What the engine says of a container. That the memory was over reaches the engine by a way of its own and may come
 * after the end: one that was killed a moment ago is looked at twice.
 */
export async function inspectEnded(container: Dockerode.Container): Promise<Dockerode.ContainerInspectInfo> {
  const found = await container.inspect();
  const { Running, ExitCode, OOMKilled, FinishedAt } = found.State;
  if (Running || ExitCode !== killed || OOMKilled || Date.now() - Date.parse(FinishedAt) > settleMs) return found;
  await sleep(settleMs);
  return container.inspect();
}
