import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { usage } from "../failure.ts";

/** A directory that was named, or the one where the command was typed. */
export async function directoryOf(named: string | undefined, here: string): Promise<string> {
  const directory = resolve(here, named ?? ".");
  const found = await stat(directory).catch((error: unknown) => {
    const why = error instanceof Error && "code" in error && error.code === "ENOENT" ? "is not there" : "cannot be read";
    throw usage(`${directory} ${why}.`, "Name the directory with the tool's files.");
  });
  if (found.isDirectory()) return directory;
  throw usage(`${directory} is no directory.`, "Name the directory with the tool's files.");
}
