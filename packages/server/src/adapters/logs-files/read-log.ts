import { type FileHandle, open } from "node:fs/promises";
import type { LogLine } from "@sluice/contract";
import { isMissing } from "./exists.ts";
import { decodeLine, storedLines } from "./lines.ts";
import type { OpenLog } from "./open-log.ts";
import type { LogPaths } from "./paths.ts";

/** Reads a log from line `from`; with `follow`, goes on as lines come until it is complete or the signal says stop. */
export async function* readLog(
  paths: LogPaths,
  writing: OpenLog | null,
  options: { readonly from: number; readonly follow: boolean },
  signal: AbortSignal,
): AsyncIterable<LogLine> {
  const file = await openEither(paths);
  if (!file) return;
  await using _closed = file;
  const stopped = Promise.withResolvers<void>();
  const stop = () => stopped.resolve();
  signal.addEventListener("abort", stop, { once: true });
  try {
    let at = 0;
    let n = 0;
    while (!signal.aborted) {
      // In this order: what changes after the look at the size wakes us, and an end seen here has its last line in it.
      const changed = writing?.changed;
      const ended = !writing?.isOpen;
      const size = writing?.size ?? (await file.stat()).size;
      for await (const stored of storedLines(file, at, size)) {
        if (signal.aborted) return;
        at += stored.length + 1;
        if (n >= options.from) yield decodeLine(stored, n);
        n += 1;
      }
      if (ended || !options.follow) return;
      await Promise.race([changed, stopped.promise]);
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Its file under either name: it may be completed between the two looks. */
async function openEither(paths: LogPaths): Promise<FileHandle | null> {
  for (const path of [paths.open, paths.complete]) {
    try {
      return await open(path, "r");
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return null;
}
