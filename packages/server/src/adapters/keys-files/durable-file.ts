import { open, rename } from "node:fs/promises";
import { join } from "node:path";

/** For `catch`: a file that is not there is `undefined`. */
export function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}

/** Whole or not at all, for its owner only, and on the disk when this resolves. */
export async function writeDurably(directory: string, name: string, text: string): Promise<void> {
  const draft = join(directory, `${name}.new`);
  {
    await using file = await open(draft, "w", 0o600);
    await file.chmod(0o600);
    await file.writeFile(text);
    await file.sync();
  }
  await rename(draft, join(directory, name));
  await using folder = await open(directory, "r");
  await folder.sync();
}
