import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { manifestFile, manifestLimits } from "@sluice/contract";
import { usage } from "./failure.ts";

/** The text of the manifest in a directory, which is named as a person gave it; null when there is none. */
export async function manifestIn(from: string, given: string): Promise<string | null> {
  const directory = resolve(from, given);
  const found = await stat(directory).catch(() => null);
  if (found?.isDirectory() !== true) throw usage(`There is no directory ${given}.`, "Name the directory that you would push.");
  const file = join(directory, manifestFile);
  const { size = 0 } = (await stat(file).catch(() => null)) ?? {};
  // More is no manifest, and need not be read to be refused.
  if (size > manifestLimits.bytes) return "x".repeat(manifestLimits.bytes + 1);
  return readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  });
}
