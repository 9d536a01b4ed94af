import type { Check } from "@sluice/contract";
import { statfs } from "node:fs/promises";

const mebibyte = 1024 ** 2;
const warnBelow = 0.1;

const freeMiB = async (directory: string): Promise<{ readonly free: number; readonly all: number }> => {
  const { bavail, blocks, bsize } = await statfs(directory);
  return { free: (bavail * bsize) / mebibyte, all: (blocks * bsize) / mebibyte };
};

const sized = (mib: number): string => (mib >= 1024 ? `${(mib / 1024).toFixed(1)} GiB` : `${Math.floor(mib)} MiB`);

/** Space in the file system of the data directory. Below the floor nothing new is begun, below `lowMiB` pruning is. */
export async function checkDisk(directory: string, floorMiB: number, lowMiB: number): Promise<Check> {
  const { free, all } = await freeMiB(directory);
  const found = `${sized(free)} of ${sized(all)} free in ${directory}`;
  if (free < floorMiB) {
    const todo =
      "Free some space (sluice prune --dry-run), or move the data directory to a larger disk. What waits goes on by itself then.";
    return { part: "disk", state: "fail", found: `${found}: under the floor of ${sized(floorMiB)}, pushes and builds wait`, todo };
  }
  if (free < lowMiB) {
    const todo = "See what holds it: sluice prune --dry-run --stays; keep less (--releases-kept, --prune-grace), or use a larger disk.";
    return { part: "disk", state: "warn", found: `${found}: under ${sized(lowMiB)}, so pruning does not wait for its time`, todo };
  }
  if (free / all > warnBelow) return { part: "disk", state: "ok", found, todo: "" };
  return {
    part: "disk",
    state: "warn",
    found,
    todo: "Free some space, or move the data directory to a larger disk: builds and logs need it.",
  };
}

/** Whether one of these directories' disks has little room. What cannot be looked at, as it is another machine's, has enough. */
export async function isLow(directories: readonly string[], lowMiB: number): Promise<boolean> {
  const rooms = await Promise.all(directories.map((directory) => freeMiB(directory).catch(() => ({ free: Number.POSITIVE_INFINITY }))));
  return rooms.some(({ free }) => free < lowMiB);
}

/** Why nothing new may be begun, as a sentence; null when there is room. */
export async function shortOfRoom(directory: string, floorMiB: number): Promise<string | null> {
  const { free } = await freeMiB(directory);
  if (free >= floorMiB) return null;
  return `The platform's disk is nearly full: ${sized(free)} are free, and ${sized(floorMiB)} must be. What nothing needs is being pruned.`;
}
