import { statfs } from "node:fs/promises";

const shortMiB = 64;
const hint = /no space left on device|ENOSPC|disk quota exceeded/i;

/** Whether a line is what programs print when the disk is full. */
export const hintsAtFullDisk = (line: string): boolean => hint.test(line);

/** Builds write to the platform's own disk: when that has no room, no code is to blame for a write that failed. */
export async function isDiskShort(directory: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize < shortMiB * 1024 ** 2;
}
