import { basename, join, relative } from "node:path";
import { watch } from "chokidar";
import { openGitIgnore } from "./git-ignore.ts";

/** An editor writes a file in several strokes, and "save all" writes several files: a batch ends after this much quiet. */
const quietMs = 40;

/** Changes of files, a batch at a time: what came while the reader was busy is one batch. */
export interface SourceChanges {
  /** Resolves with the changed paths, relative to the directory; with none when the signal ended the wait. */
  next(signal: AbortSignal): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Watches what git would take of a directory. Ignored files are not watched, except those that are `named`. */
export async function watchSources(directory: string, named: readonly string[] = []): Promise<SourceChanges> {
  const ignore = await openGitIgnore(directory);
  let ignored = await ignore.present();
  const changed = new Set<string>();
  let ring: (() => void) | null = null;
  let timer: NodeJS.Timeout | undefined;
  let failure: unknown;

  const wake = (): void => ring?.();
  const isUnwatched = (path: string): boolean => {
    if (path === "" || named.includes(path)) return false;
    const parts = path.split("/");
    return parts.includes(".git") || parts.some((_, at) => ignored.has(parts.slice(0, at + 1).join("/")));
  };
  const watcher = watch(directory, {
    ignored: (path) => isUnwatched(relative(directory, path)),
    ignoreInitial: true,
    followSymlinks: false,
  });
  watcher.on("all", (_, path) => {
    const name = relative(directory, path);
    if (name === "") return;
    changed.add(name);
    clearTimeout(timer);
    timer = setTimeout(wake, quietMs);
  });
  watcher.on("error", (error) => {
    failure = error;
    wake();
  });
  await new Promise<void>((resolve) => {
    watcher.once("ready", resolve);
    watcher.once("error", () => resolve());
  });

  const take = async (): Promise<readonly string[]> => {
    const paths = [...changed];
    changed.clear();
    const taken = await ignore.taken(paths);
    // What was left out of the watch may belong to it now.
    if (taken.some((path) => basename(path) === ".gitignore")) {
      const before = ignored;
      ignored = await ignore.present();
      watcher.add([...before].filter((path) => !ignored.has(path)).map((path) => join(directory, path)));
    }
    return paths.filter((path) => named.includes(path) || taken.includes(path));
  };
  return {
    async next(signal) {
      for (;;) {
        if (failure !== undefined) throw failure;
        if (signal.aborted) return [];
        if (changed.size > 0) {
          const batch = await take();
          if (batch.length > 0) return batch;
          continue;
        }
        await new Promise<void>((resolve) => {
          ring = resolve;
          signal.addEventListener("abort", wake, { once: true });
        });
        signal.removeEventListener("abort", wake);
        ring = null;
      }
    },
    async close() {
      clearTimeout(timer);
      await watcher.close();
      await ignore.close();
    },
  };
}
