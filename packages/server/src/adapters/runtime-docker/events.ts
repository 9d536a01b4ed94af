import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import type { ToolName } from '@sluice/contract';
import { listInstances, type Place } from './instances.ts';
import { ownFilter, readLabels } from './labels.ts';

const reconnectMs = 500;

/**
 * Calls back with the tool of each event until the signal. The engine's stream breaks when the engine is restarted:
 * it is opened again, and every tool that has containers is reported, as events were missed.
 */
export async function watchEvents(place: Place, events: readonly string[], onEvent: (tool: ToolName) => void, signal: AbortSignal): Promise<void> {
  let isFirst = true;
  while (!signal.aborted) {
    try {
      const filters = { type: ['container'], event: [...events], label: ownFilter(place.installation) };
      const stream = (await place.docker.getEvents({ filters: JSON.stringify(filters) })) as unknown as Readable;
      if (!isFirst) await reportAll(place, onEvent);
      isFirst = false;
      await readEvents(stream, onEvent, signal);
    } catch {
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

async function readEvents(stream: Readable, onEvent: (tool: ToolName) => void, signal: AbortSignal): Promise<void> {
  const close = (): void => void stream.destroy();
  signal.addEventListener('abort', close);
  if (signal.aborted) close();
  let rest = '';
  try {
    for await (const part of stream) {
      const lines = (rest + String(part)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines.filter((one) => one.trim() !== '')) {
        const tool = toolOf(line);
        if (tool !== null) onEvent(tool);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', close);
  }
}

function toolOf(line: string): ToolName | null {
  const event = JSON.parse(line) as { readonly Actor?: { readonly Attributes?: Record<string, string> } };
  return readLabels(event.Actor?.Attributes ?? {})?.tool ?? null;
}
