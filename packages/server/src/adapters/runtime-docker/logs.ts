import type { Readable } from "node:stream";
import type { Instance, LogRequest, RuntimeLine } from "../../core/ports/runtime.ts";
import { engineError, isGone } from "./docker.ts";
import { listInstances, type Place } from "./instances.ts";
import { createLineQueue } from "./line-queue.ts";
import { createDemultiplexer } from "./log-stream.ts";
import { watchEvents } from "./events.ts";

async function tail(place: Place, instance: Instance, count: number): Promise<readonly RuntimeLine[]> {
  try {
    const data: unknown = await place.docker
      .getContainer(instance.id)
      .logs({ stdout: true, stderr: true, timestamps: true, tail: count, follow: false });
    const lines = createDemultiplexer()(Buffer.isBuffer(data) ? data : Buffer.from(String(data), "latin1"));
    return lines.map((line) => ({ ...line, instance: instance.id, process: instance.process }));
  } catch (error) {
    if (isGone(error)) return [];
    throw engineError("read the output of a container", error);
  }
}

export async function lastLines(place: Place, id: string, count: number): Promise<readonly string[]> {
  try {
    const data: unknown = await place.docker
      .getContainer(id)
      .logs({ stdout: true, stderr: true, timestamps: true, tail: count, follow: false });
    const lines = createDemultiplexer()(Buffer.isBuffer(data) ? data : Buffer.from(String(data), "latin1"));
    return lines
      .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
      .map(({ text }) => text)
      .slice(-count);
  } catch (error) {
    if (isGone(error)) return [];
    throw engineError("read the output of a container", error);
  }
}

/** What a tool's processes print; with follow, also those that are started later. */
export async function* readLogs(place: Place, request: LogRequest, signal: AbortSignal): AsyncIterable<RuntimeLine> {
  const list = (): Promise<readonly Instance[]> => listInstances(place, request.tool, request.process);
  const present = await list();
  const past = (await Promise.all(present.map((one) => tail(place, one, request.tail)))).flat();
  yield* past.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).slice(-request.tail);
  if (!request.follow || signal.aborted) return;

  const queue = createLineQueue<RuntimeLine>();
  const stop = new AbortController();
  const followed = new Set<string>();
  const failures: unknown[] = [];
  const fail = (error: unknown): void => {
    failures.push(error);
    queue.end();
  };
  // what was printed between the tail and now is asked for by time
  const since = Date.now() / 1000;
  const seen = new Set(past.map(({ at, instance, text }) => `${at} ${instance} ${text}`));
  const attach = async (isNew: boolean): Promise<void> => {
    for (const instance of await list()) {
      if (followed.has(instance.id) || instance.state === "ended") continue;
      followed.add(instance.id);
      const from = isNew ? 0 : Math.max(0, Math.floor(since) - 5);
      follow(place, instance, from, stop.signal, (lines) =>
        queue.push(...lines.filter(({ at, text }) => !seen.has(`${at} ${instance.id} ${text}`))),
      ).catch(fail);
    }
  };
  const end = (): void => {
    stop.abort();
    queue.end();
  };
  signal.addEventListener("abort", end);
  try {
    await attach(false);
    watchEvents(place, ["start"], (tool) => void (tool === request.tool && attach(true).catch(fail)), stop.signal).catch(fail);
    yield* queue.read();
    if (failures.length > 0 && !signal.aborted) throw failures[0];
  } finally {
    signal.removeEventListener("abort", end);
    end();
  }
}

async function follow(
  place: Place,
  instance: Instance,
  since: number,
  signal: AbortSignal,
  onLines: (lines: readonly RuntimeLine[]) => void,
): Promise<void> {
  const container = place.docker.getContainer(instance.id);
  const stream = (await container.logs({
    stdout: true,
    stderr: true,
    timestamps: true,
    follow: true,
    since,
  })) as unknown as Readable;
  const close = (): void => void stream.destroy();
  signal.addEventListener("abort", close);
  if (signal.aborted) close();
  const split = createDemultiplexer();
  await new Promise<void>((resolve, reject) => {
    stream.on("data", (part: Buffer) =>
      onLines(split(part).map((line) => ({ ...line, instance: instance.id, process: instance.process }))),
    );
    stream.on("error", (error) => (signal.aborted ? resolve() : reject(error)));
    stream.on("close", resolve);
    stream.on("end", resolve);
  });
  signal.removeEventListener("abort", close);
}
