import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { SluiceError } from "@sluice/contract";
import type { RunEnd, RunLine, RunRequest } from "../../core/ports/runtime.ts";
import { runSpec } from "./container-spec.ts";
import { isGone } from "../../docker-client/docker-status.ts";
import { engineError } from "./engine-error.ts";
import { findRun, stateOfRun, type RunState } from "./find-run.ts";
import { followRun } from "./follow-run.ts";
import type { Place } from "./instances.ts";
import { lendTo, type ImageHome } from "./lend-to.ts";
import type { MemoryFiles } from "./memory-files.ts";

const lookEveryMs = 1000;
/** Time for the last output of a run that has ended. */
const flushMs = 5000;
const graceSeconds = 10;

/** Begins runs, or takes up those that were begun before. Two at once for the same key are one. */
export function createRuns(place: Place, imageOf: (image: string) => Promise<ImageHome>, memory: MemoryFiles) {
  const opening = new Map<string, Promise<Docker.Container>>();
  const open = async (request: RunRequest): Promise<Docker.Container> =>
    (await present(place, request.key)) ?? begin(place, request, await imageOf(request.image), memory);
  return {
    async run(request: RunRequest, say: (line: RunLine) => void, signal: AbortSignal): Promise<RunEnd> {
      const { key } = request;
      const under = opening.get(key) ?? open(request).finally(() => opening.delete(key));
      opening.set(key, under);
      const container = await under;
      await request.onBegun?.();
      return untilEnd(place, container, request, say, signal);
    },
  };
}

async function untilEnd(
  { docker }: Place,
  container: Docker.Container,
  request: RunRequest,
  say: (line: RunLine) => void,
  signal: AbortSignal,
): Promise<RunEnd> {
  let said = request.skip;
  for (;;) {
    signal.throwIfAborted();
    const watch = new AbortController();
    const ended = untilStopped(container, request, AbortSignal.any([signal, watch.signal]))
      .then(() => sleep(flushMs, undefined, { signal: watch.signal }))
      // an engine that does not answer is met again below, where the caller is told
      .catch(() => undefined)
      .then(() => watch.abort());
    try {
      said = await followRun(docker.getContainer(container.id), said, say, AbortSignal.any([signal, watch.signal]));
    } finally {
      watch.abort();
      await ended;
    }
    signal.throwIfAborted();
    const state = await stateOfRun(container);
    if (state === null) throw new SluiceError("unavailable", `The run ${request.key} was removed from outside.`);
    if (!state.running) return endOf(state, request);
    await sleep(lookEveryMs / 4);
  }
}

/** A run that was begun before; one whose start was cut off never ran and makes place. */
async function present(place: Place, key: string): Promise<Docker.Container | null> {
  const container = await findRun(place, key);
  const state = container === null ? null : await stateOfRun(container);
  if (container === null || state === null) return null;
  if (!state.neverStarted) return container;
  await container.remove({ force: true, v: true }).catch(ignoreGone);
  return null;
}

async function begin(place: Place, request: RunRequest, image: ImageHome, memory: MemoryFiles): Promise<Docker.Container> {
  const { docker, installation, network } = place;
  const lent = await lendTo(memory, request, image);
  const joined = request.beside === undefined ? network : `container:${request.beside}`;
  const spec = runSpec(request, { installation, network: joined, imageUser: image.user, imageHome: image.home, binds: lent.binds });
  try {
    const container = await docker.createContainer(spec);
    await container.start();
    return container;
  } catch (error) {
    throw engineError(`run ${request.name} of ${request.tool}`, error);
  } finally {
    await lent.forget();
  }
}

/** Looks until it has ended; ends it when its time is over. */
async function untilStopped(container: Docker.Container, request: RunRequest, signal: AbortSignal): Promise<void> {
  for (;;) {
    const state = await stateOfRun(container);
    if (state === null || !state.running) return;
    const left = state.startedMs + request.timeoutSeconds * 1000 - Date.now();
    if (left <= 0) await container.stop({ t: graceSeconds }).catch(ignoreGone);
    await sleep(Math.max(1, Math.min(left, lookEveryMs)), undefined, { signal });
  }
}

function endOf(state: RunState, request: RunRequest): RunEnd {
  const { exitCode, outOfMemory } = state;
  // by its own times, so that it is the same after a restart
  const timedOut = exitCode !== 0 && state.endedMs - state.startedMs >= request.timeoutSeconds * 1000;
  return { exitCode, outOfMemory, timedOut };
}

export async function removeRun(place: Place, key: string, grace: number): Promise<void> {
  const container = await findRun(place, key);
  if (container === null) return;
  try {
    if (grace > 0) await container.stop({ t: grace }).catch(ignoreGone);
    await container.remove({ force: true, v: true }).catch(ignoreGone);
  } catch (error) {
    throw engineError("remove a run", error);
  }
}

function ignoreGone(error: unknown): void {
  if (!isGone(error)) throw error;
}
