import type { Check } from "@sluice/contract";
import { statfs } from "node:fs/promises";

const gibibyte = 1024 ** 3;
const warnBelow = 0.1;
const failBelow = 0.02;

/** Space in the file system of the data directory. */
export async function checkDisk(directory: string): Promise<Check> {
  const { bavail, blocks, bsize } = await statfs(directory);
  const free = (bavail * bsize) / gibibyte;
  const all = (blocks * bsize) / gibibyte;
  const found = `${free.toFixed(1)} of ${all.toFixed(1)} GiB free in ${directory}`;
  if (bavail / blocks > warnBelow) return { part: "disk", state: "ok", found, todo: "" };
  const state = bavail / blocks > failBelow ? "warn" : "fail";
  return { part: "disk", state, found, todo: "Free some space, or move the data directory to a larger disk: builds and logs need it." };
}

/** True when a build may begin: what it needs at least is there. */
export async function hasRoom(directory: string, needMiB: number): Promise<boolean> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize > needMiB * 1024 ** 2;
}
