import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Replaces a file's content so that after a crash the old or the new one is there, whole. */
export async function writeDurably(path: string, content: string): Promise<void> {
  const draft = `${path}.new`;
  await using file = await open(draft, "w", 0o600);
  await file.writeFile(content);
  await file.datasync();
  await rename(draft, path);
  await using directory = await open(dirname(path), "r");
  await directory.sync();
}
