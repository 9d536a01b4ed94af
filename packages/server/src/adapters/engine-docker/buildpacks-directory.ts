import type { CompiledBuildpacks } from "../../core/languages/builder.ts";
import { access, chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Writes compiled buildpacks once for each digest; a build in progress keeps using its own. */
export async function writeBuildpacks(parent: string, buildpacks: CompiledBuildpacks): Promise<string> {
  const directory = join(parent, buildpacks.digest.slice(0, 32));
  const present = await access(directory).then(
    () => true,
    () => false,
  );
  if (present) return directory;
  const partial = `${directory}.${process.pid}.partial`;
  await rm(partial, { recursive: true, force: true });
  for (const file of buildpacks.files) {
    const path = join(partial, file.path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.text);
    await chmod(path, file.executable ? 0o755 : 0o644);
  }
  await rename(partial, directory);
  return directory;
}
