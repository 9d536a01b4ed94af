import type { CompiledBuildpacks } from "../../core/languages/builder.ts";
import { randomUUID } from "node:crypto";
import { access, chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Writes compiled buildpacks once for each digest, whole; a build in progress keeps using its own. */
export async function writeBuildpacks(parent: string, buildpacks: CompiledBuildpacks): Promise<string> {
  const directory = join(parent, buildpacks.digest.slice(0, 32));
  if (await isThere(directory)) return directory;
  // Two first builds write at the same time: each its own, and the one that is done first counts.
  const partial = `${directory}.${randomUUID()}.partial`;
  try {
    for (const file of buildpacks.files) {
      const path = join(partial, file.path);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, file.text);
      await chmod(path, file.executable ? 0o755 : 0o644);
    }
    await rename(partial, directory);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (!(await isThere(directory))) throw error;
  }
  return directory;
}

function isThere(directory: string): Promise<boolean> {
  return access(directory).then(
    () => true,
    () => false,
  );
}
