import { watch } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** For file systems that tell nothing, such as network ones. */
const slowCheckMs = 10_000;

/** Calls `look` whenever a ref of the repository may have moved, until the signal. */
export async function watchRefs(directory: string, branch: string, look: () => Promise<void>, signal: AbortSignal): Promise<void> {
  // a ref moves by renaming its lock file in refs/heads, a repack replaces packed-refs in the root
  const places = [
    { path: join(directory, "refs", "heads"), names: [branch] },
    { path: directory, names: ["packed-refs"] },
  ];
  const failures: unknown[] = [];
  let looking = Promise.resolve();
  const lookSoon = (): void => {
    looking = looking.then(look).catch((error: unknown) => void failures.push(error));
  };
  const watchers = places.map(({ path, names }) =>
    watch(path, (_event, name) => {
      if (name === null || names.includes(name)) lookSoon();
    }).on("error", (error) => void failures.push(error)),
  );
  try {
    while (!signal.aborted) {
      lookSoon();
      await sleep(slowCheckMs, undefined, { signal }).catch(() => undefined);
      await looking;
      // a look that failed is repeated by the next one; only a repository that stays unreadable is a problem
      if (failures.length > 10) throw failures.at(-1);
    }
  } finally {
    for (const watcher of watchers) watcher.close();
    await looking;
  }
}
