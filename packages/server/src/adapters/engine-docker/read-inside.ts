import { constants } from "node:fs";
import { lstat, open } from "node:fs/promises";
import { join } from "node:path";

const maxBytes = 1024 * 1024;

/**
 * Reads a small file below a directory that a tool's code may have written. No link is followed, so that it cannot
 * point at a file of ours; call it only when the code no longer runs. Null when it is missing or no plain file.
 */
export async function readInside(root: string, ...parts: readonly string[]): Promise<string | null> {
  let path = root;
  for (const part of parts.slice(0, -1)) {
    path = join(path, part);
    const found = await lstat(path).catch(() => null);
    if (!found?.isDirectory()) return null;
  }
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(join(path, parts.at(-1) ?? ""), flags).catch(() => null);
  if (!file) return null;
  try {
    const found = await file.stat();
    return found.isFile() && found.size <= maxBytes ? await file.readFile("utf8") : null;
  } finally {
    await file.close();
  }
}
