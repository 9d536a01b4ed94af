import { setTimeout as sleep } from "node:timers/promises";
import type { Readable } from "node:stream";
import type { ToolName } from "@sluice/contract";
import type { Instance, Listener } from "../../core/ports/runtime.ts";
import { isGone } from "../../docker-client/docker-status.ts";
import { watchEvents } from "./events.ts";
import { listInstances, type Place } from "./instances.ts";
import { createDemultiplexer } from "./log-stream.ts";

export interface Collector {
  collect(listener: Listener, signal: AbortSignal): Promise<void>;
  /** Resolves when all that a container said has been handed over, or after a time; for before it is removed. */
  readToEnd(id: string, tool?: ToolName): Promise<void>;
}

const againMs = 500;
const [yes, no] = [() => true, () => false];
/** How long a container that is to be removed may be read on. */
const lastWordsMs = 2000;

interface Collecting {
  readonly listener: Listener;
  readonly signal: AbortSignal;
  /** The end of each container's stream. */
  readonly streams: Map<string, Promise<void>>;
}

/** Reads what all containers say, one stream each, and goes on where it was after the engine's restart and our own. */
export function createCollector(place: Place): Collector {
  let present: Collecting | null = null;

  async function attach(collecting: Collecting, tool?: ToolName): Promise<void> {
    const instances = await listInstances(place, tool);
    for (const instance of instances) begin(collecting, instance);
    if (tool !== undefined) return;
    const there = new Set(instances.map(({ id }) => id));
    for (const id of collecting.streams.keys()) if (!there.has(id)) collecting.streams.delete(id);
  }

  function begin(collecting: Collecting, instance: Instance): void {
    const { streams, signal } = collecting;
    if (streams.has(instance.id) || signal.aborted) return;
    const reading = readWhole(collecting, instance);
    streams.set(instance.id, reading);
  }

  /** A stream that breaks off is opened again, as long as the container is there. */
  async function readWhole({ listener, signal, streams }: Collecting, instance: Instance): Promise<void> {
    while (!signal.aborted) {
      try {
        await readOnce(place, instance, listener, signal);
        const state = (await place.docker.getContainer(instance.id).inspect()).State;
        if (!state.Running) return;
      } catch (error) {
        if (isGone(error)) {
          streams.delete(instance.id);
          return;
        }
        // the engine is away: it is asked again until the signal
      }
      await sleep(againMs, undefined, { signal }).catch(() => undefined);
    }
  }

  return {
    async collect(listener, signal) {
      const collecting: Collecting = { listener, signal, streams: new Map() };
      present = collecting;
      // Its event comes once: what cannot be listed now is looked at again until it can.
      const look = async (tool?: ToolName): Promise<void> => {
        while (!signal.aborted) {
          if (await attach(collecting, tool).then(yes, no)) return;
          await sleep(againMs, undefined, { signal }).catch(() => undefined);
        }
      };
      // A container that ended before it was listed still has what it said.
      const watching = watchEvents(
        place,
        ["start", "die"],
        (tool) => void look(tool),
        signal,
        () => void look(),
      );
      await watching;
      await Promise.allSettled(collecting.streams.values());
      present = null;
    },
    async readToEnd(id, tool) {
      const collecting = present;
      if (collecting === null || collecting.signal.aborted) return;
      const ended = async (): Promise<void> => {
        if (!collecting.streams.has(id)) await attach(collecting, tool).catch(() => undefined);
        await collecting.streams.get(id);
      };
      await Promise.race([ended(), sleep(lastWordsMs, undefined, { ref: false })]);
    },
  };
}

/** One stream, from after what is kept already to its end. */
async function readOnce(place: Place, instance: Instance, listener: Listener, signal: AbortSignal): Promise<void> {
  const { id, tool, process } = instance;
  const after = await listener.after(tool, id);
  const stream = (await place.docker.getContainer(id).logs({
    stdout: true,
    stderr: true,
    timestamps: true,
    follow: true,
    // whole seconds: what came before `after` in that second is left out below
    ...(after === null ? {} : { since: Math.floor(Date.parse(after) / 1000) }),
  })) as unknown as Readable;
  const close = (): void => void stream.destroy();
  signal.addEventListener("abort", close);
  if (signal.aborted) close();
  const split = createDemultiplexer();
  try {
    for await (const part of stream as AsyncIterable<Buffer>) {
      const lines = split(part).filter(({ stamp }) => after === null || stamp > after);
      if (lines.length > 0)
        await listener.said(
          tool,
          lines.map(({ stamp, stream, text }) => ({ stamp, stream, text, instance: id, process })),
        );
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", close);
  }
}
