import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Moment } from "@sluice/contract";
import type { StoredLog } from "../../core/ports/logs.ts";
import { isMissing } from "./exists.ts";

const namesIn = (directory: string): Promise<readonly string[]> =>
  readdir(directory).catch((error: unknown) => (isMissing(error) ? [] : Promise.reject(error as Error)));

/** Null when it went meanwhile. */
const found = (path: string) => stat(path).catch((error: unknown) => (isMissing(error) ? null : Promise.reject(error as Error)));

/** Size of the files in a directory, and when one was last written: the beginning of time for an empty one. */
export async function sizeOf(directory: string): Promise<{ readonly bytes: number; readonly written: Moment }> {
  let [bytes, written] = [0, 0];
  for (const name of await namesIn(directory)) {
    const file = await found(join(directory, name));
    bytes += file?.size ?? 0;
    written = Math.max(written, file?.mtimeMs ?? 0);
  }
  return { bytes, written: Moment.parse(new Date(written).toISOString()) };
}

/** All logs below `root`, directory by directory. */
export async function storedLogs(root: string): Promise<readonly StoredLog[]> {
  const logs: StoredLog[] = [];
  for (const part of await namesIn(root)) {
    for (const name of await namesIn(join(root, part))) {
      const [, log, end] = /^([a-z0-9-]+)\.(open|log)$/.exec(name) ?? [];
      const file = log === undefined ? null : await found(join(root, part, name));
      if (log === undefined || file === null) continue;
      logs.push({ log, bytes: file.size, written: Moment.parse(new Date(file.mtimeMs).toISOString()), open: end === "open" });
    }
  }
  return logs;
}
