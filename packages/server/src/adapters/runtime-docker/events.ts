import { setTimeout as sleep } from "node:timers/promises";
import type { Readable } from "node:stream";
import type { ToolName } from "@sluice/contract";
import { z } from "zod";
import { isGone } from "../../docker-client/docker-status.ts";
import { listInstances, type Place } from "./instances.ts";
import { ownFilter, readLabels } from "./labels.ts";

const reconnectMs = 500;
/** The end that follows a signal is what wakes. */
const onlyNoted: ReadonlySet<string> = new Set(["kill"]);

/**
 * Calls back with the tool of each event until the signal. The engine's stream breaks when the engine is restarted:
 * it is opened again, and every tool that has containers is reported, as events were missed. `onOpen` is called each
 * time that the stream stands.
 */
export async function watchEvents(
  place: Place,
  events: readonly string[],
  onEvent: (tool: ToolName) => void,
  signal: AbortSignal,
  onOpen: () => void = () => undefined,
): Promise<void> {
  let isFirst = true;
  while (!signal.aborted) {
    try {
      const filters = {
        type: ["container"],
        event: [...events],
        label: ownFilter(place),
      };
      const stream = (await place.docker.getEvents({
        filters: JSON.stringify(filters),
      })) as unknown as Readable;
      onOpen();
      place.absences.over();
      if (!isFirst) await reportAll(place, onEvent);
      isFirst = false;
      await readEvents(place, stream, onEvent, signal);
      if (!signal.aborted) place.absences.began();
    } catch {
      if (!signal.aborted) place.absences.began();
      // the engine is away; it is asked again until the signal
      isFirst = false;
    }
    await sleep(reconnectMs, undefined, { signal }).catch(() => undefined);
  }
}

async function reportAll(place: Place, onEvent: (tool: ToolName) => void): Promise<void> {
  const tools = new Set((await listInstances(place)).map(({ tool }) => tool));
  for (const tool of tools) onEvent(tool);
}

async function readEvents(place: Place, stream: Readable, onEvent: (tool: ToolName) => void, signal: AbortSignal): Promise<void> {
  const close = (): void => void stream.destroy();
  signal.addEventListener("abort", close);
  if (signal.aborted) close();
  let rest = "";
  try {
    for await (const part of stream) {
      const lines = (rest + String(part)).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines.filter((one) => one.trim() !== "")) {
        const event = readEvent(line);
        if (event === null) continue;
        await place.handwork.note(event.action, event.id);
        if (onlyNoted.has(event.action)) continue;
        await untilListed(place, event.id);
        onEvent(event.tool);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", close);
  }
}

/** The engine tells of an end before its listing shows it; a look at the container waits until it does. */
async function untilListed(place: Place, id: string): Promise<void> {
  try {
    await place.docker.getContainer(id).inspect();
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

const Event = z.object({
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()) }),
});

function readEvent(line: string): { readonly tool: ToolName; readonly id: string; readonly action: string } | null {
  const { Action, Actor } = Event.parse(JSON.parse(line));
  const own = readLabels(Actor.Attributes);
  return own === null ? null : { tool: own.tool, id: Actor.ID, action: Action };
}
