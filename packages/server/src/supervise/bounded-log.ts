import { copyFile, open, stat, truncate } from "node:fs/promises";

const limitBytes = 4 * 1024 * 1024;

/**
 * Keeps a log that a program writes by itself below a limit: the old part moves to `<path>.1`. The program opened
 * it for appending, so it goes on at the new end; lines written between copy and truncation are lost.
 */
export async function boundLog(path: string, limit = limitBytes): Promise<boolean> {
  if ((await stat(path)).size <= limit) return false;
  await copyFile(path, `${path}.1`);
  await truncate(path, 0);
  return true;
}

/** The last lines, for saying why a program did not start. */
export async function lastLines(path: string, count: number): Promise<string> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  const buffer = Buffer.alloc(Math.min(size, 4096));
  await file.read(buffer, 0, buffer.length, size - buffer.length);
  return buffer.toString("utf8").trim().split("\n").slice(-count).join("\n");
}
