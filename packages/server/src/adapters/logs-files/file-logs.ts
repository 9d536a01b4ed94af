import { access, rm } from 'node:fs/promises';
import type { Logs } from '../../core/ports/logs.ts';
import { OpenLog } from './open-log.ts';
import { type LogPaths, logPaths } from './paths.ts';
import { readLog } from './read-log.ts';
import { SluiceError } from '@sluice/contract';

/** Logs as files under `root`, one for each log, one JSON line for each line. For one server at a time. */
export function fileLogs(root: string): Logs {
  const writing = new Map<string, Promise<OpenLog>>();

  /** The log being written, opened once however many ask at the same time. */
  function openLog(log: string, paths: LogPaths): Promise<OpenLog> {
    const known = writing.get(log);
    if (known) return known;
    const opening = OpenLog.at(paths);
    writing.set(log, opening);
    opening.catch(() => writing.delete(log));
    return opening;
  }

  /** One that is still open, after a restart too; null when it is complete or unknown. */
  async function findOpen(log: string, paths: LogPaths): Promise<OpenLog | null> {
    return writing.get(log) ?? ((await exists(paths.open)) ? openLog(log, paths) : null);
  }

  return {
    async append(log, lines) {
      const paths = logPaths(root, log);
      if (!writing.has(log) && (await exists(paths.complete))) {
        throw new SluiceError('wrong-state', `The log ${log} has ended: no line can be added.`);
      }
      await (await openLog(log, paths)).append(lines);
    },
    async complete(log) {
      const found = await findOpen(log, logPaths(root, log));
      await found?.complete();
      writing.delete(log);
    },
    async isComplete(log) {
      const found = await findOpen(log, logPaths(root, log));
      return !found?.isOpen;
    },
    async *read(log, options, signal) {
      const paths = logPaths(root, log);
      const found = await findOpen(log, paths);
      yield* readLog(paths, found, options, signal);
    },
    async remove(log) {
      const paths = logPaths(root, log);
      const found = await writing.get(log);
      await Promise.all([rm(paths.open, { force: true }), rm(paths.complete, { force: true })]);
      await found?.abandon();
      writing.delete(log);
    },
  };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
