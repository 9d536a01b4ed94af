import { readdir, rename, rm } from "node:fs/promises";
import type { Logs } from "../../core/ports/logs.ts";
import { OpenLog } from "./open-log.ts";
import { type LogPaths, logPaths } from "./paths.ts";
import { readLog } from "./read-log.ts";
import { storedLogs } from "./stored.ts";

/** Logs as files under `root`, one for each log, one JSON line for each line. For one server at a time. */
export function fileLogs(root: string): Logs {
  const writing = new Map<string, Promise<OpenLog | null>>();

  /** The log being written, after a restart too; null when it is complete or unknown. Look-ups of one log take turns. */
  function lookUp(log: string, open: () => Promise<OpenLog | null>): Promise<OpenLog | null> {
    const before = writing.get(log) ?? Promise.resolve(null);
    // Whoever looked before was told of its failure; this one tries anew.
    const found = before.catch(() => null).then((known) => known ?? open());
    writing.set(log, found);
    const forget = () => writing.get(log) === found && writing.delete(log);
    found.then((opened) => opened ?? forget(), forget);
    return found;
  }

  const find = (log: string, paths: LogPaths) => lookUp(log, () => OpenLog.find(paths));

  return {
    async append(log, lines) {
      const paths = logPaths(root, log);
      const found = await lookUp(log, () => OpenLog.make(paths));
      await found?.append(lines);
    },
    async complete(log) {
      const found = await find(log, logPaths(root, log));
      await found?.complete();
      writing.delete(log);
    },
    async reopen(log) {
      const paths = logPaths(root, log);
      if ((await find(log, paths))?.isOpen) return;
      writing.delete(log);
      await rename(paths.complete, paths.open).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
      });
    },
    async isComplete(log) {
      const found = await find(log, logPaths(root, log));
      return !found?.isOpen;
    },
    async *read(log, options, signal) {
      const paths = logPaths(root, log);
      yield* readLog(paths, await find(log, paths), options, signal);
    },
    stored: () => storedLogs(root),
    async unfinished() {
      const files = await readdir(root, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return [];
        throw error;
      });
      return files.flatMap((file) => /([a-z0-9-]+)\.open$/.exec(file)?.[1] ?? []);
    },
    async remove(log) {
      const paths = logPaths(root, log);
      const found = await find(log, paths);
      await Promise.all([rm(paths.open, { force: true }), rm(paths.complete, { force: true })]);
      await found?.abandon();
      writing.delete(log);
    },
  };
}
