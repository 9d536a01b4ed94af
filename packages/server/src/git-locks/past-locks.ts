import { randomUUID } from "node:crypto";
import { link, rename, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

export interface LockPatience {
  /** How long a lock must have stayed as it is, by a clock that nobody sets, before it counts as left behind: ms. */
  readonly unchangedMs: number;
  readonly onRemoved: (text: string) => void;
}

/** Git holds a lock of a ref for milliseconds, and for seconds on a disk that hardly answers. */
export const usualPatience: LockPatience = { unchangedMs: 15_000, onRemoved: () => undefined };

const longestLookMs = 250;

/** The lock file that git could not make, as it says. Source: git's lockfile.c, unable_to_lock_message(). */
function lockIn(directory: string, error: string): string | null {
  const path = /Unable to create '(.+\.lock)': File exists/.exec(error)?.[1];
  return path?.startsWith(`${directory}/`) === true ? path : null;
}

/**
 * Runs git again while somebody else's lock is in its way. A lock that a killed process left behind stays as it is for
 * good, and git never removes it: after `unchangedMs` it is removed, and told of. Whoever should hold it after all
 * fails then, as the name that it would give its file is gone.
 */
export async function pastLocks<T>(
  directory: string,
  run: () => Promise<T>,
  errorOf: (result: T) => string,
  patience: LockPatience = usualPatience,
): Promise<T> {
  const until = performance.now() + 3 * patience.unchangedMs;
  for (;;) {
    const result = await run();
    const lock = lockIn(directory, errorOf(result));
    if (lock === null || performance.now() > until) return result;
    const left = await leftBehind(lock, patience.unchangedMs);
    if (left !== null && (await removeLock(lock, left))) {
      patience.onRemoved(`removed ${lock}, which a process that was killed left behind`);
    }
  }
}

async function identityOf(path: string): Promise<string | null> {
  try {
    const { ino, mtimeMs } = await stat(path);
    return `${ino} ${mtimeMs}`;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** The lock's identity when it stays as it is for so long. */
async function leftBehind(lock: string, forMs: number): Promise<string | null> {
  const begun = performance.now();
  const first = await identityOf(lock);
  for (let pause = 5; first !== null && performance.now() - begun < forMs; pause = Math.min(pause * 2, longestLookMs)) {
    await sleep(pause);
    if ((await identityOf(lock)) !== first) return null;
  }
  return first;
}

/** Another server may have removed it just now, and git have made a new one: that is put back. */
async function removeLock(lock: string, before: string): Promise<boolean> {
  const aside = `${lock}-${randomUUID()}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  const isSame = (await identityOf(aside)) === before;
  if (!isSame) await link(aside, lock);
  await rm(aside, { force: true });
  return isSame;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
