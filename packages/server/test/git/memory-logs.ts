import { EventEmitter, once } from 'node:events';
import type { LogLine } from '@sluice/contract';
import type { Logs } from '../../src/core/ports/logs.ts';

/** Logs that live as long as the test. */
export function memoryLogs(): Logs {
  const logs = new Map<string, { lines: LogLine[]; complete: boolean }>();
  const changed = new EventEmitter().setMaxListeners(0);
  const open = (log: string): { lines: LogLine[]; complete: boolean } => {
    const found = logs.get(log) ?? { lines: [], complete: false };
    logs.set(log, found);
    return found;
  };
  return {
    append: async (log, lines) => {
      const { lines: all } = open(log);
      for (const line of lines) all.push({ ...line, n: all.length });
      changed.emit('change');
    },
    complete: async (log) => {
      open(log).complete = true;
      changed.emit('change');
    },
    isComplete: async (log) => logs.get(log)?.complete ?? true,
    read: async function* (log, { from, follow }, signal) {
      for (let n = from; !signal.aborted; ) {
        const state = logs.get(log);
        const line = state?.lines[n];
        if (line !== undefined) {
          n += 1;
          yield line;
        } else if (state === undefined || state.complete || !follow) return;
        else await once(changed, 'change', { signal }).catch(() => undefined);
      }
    },
    remove: async (log) => {
      logs.delete(log);
    },
  };
}
