import { chmod, chown, copyFile, link, lstat, mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { imageUser } from "./images/bake-script.ts";

const programs = ["analyzer", "detector", "restorer", "builder", "exporter"] as const;

/** Directories that the build's user writes. */
const written = ["workspace", "layers", "scratch", "home", "record", "tmp", "layer-cache"] as const;
/** Directories that only we write. */
const ours = ["platform/env", "cnb/lifecycle", "etc"] as const;

export interface BuildDirectory {
  readonly root: string;
  /** What the build's code sees in its environment, a file for each name; in memory, as there are secrets among them. */
  readonly env: string;
  path(...parts: readonly string[]): string;
}

/** Copies the lifecycle beside the builds once, because hard links do not cross file systems. */
export async function prepareLifecycle(builds: string, cache: string): Promise<string> {
  const directory = join(builds, "lifecycle");
  await mkdir(directory, { recursive: true });
  await chmod(builds, 0o700);
  for (const name of ["lifecycle", "launcher"]) {
    const partial = join(directory, `.${name}.${process.pid}`);
    await copyFile(join(cache, "bin", name), partial);
    await chmod(partial, 0o755);
    await rename(partial, join(directory, name));
  }
  for (const name of programs) await symlink("lifecycle", join(directory, name)).catch(unlessExists);
  return directory;
}

function unlessExists(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
}

export interface BuildsPlace {
  readonly builds: string;
  /** Where environments lie, in memory. */
  readonly memory: string;
  readonly lifecycle: string;
}

/** Removes a build's root, and what is left of its environment. */
export async function removeBuildDirectory({ builds, memory }: Omit<BuildsPlace, "lifecycle">, name: string): Promise<void> {
  await rm(join(memory, name), { recursive: true, force: true });
  await rm(join(builds, name), { recursive: true, force: true });
}

/** A fresh root for one build; what an earlier attempt of the same build left is removed. */
export async function createBuildDirectory(place: BuildsPlace, name: string): Promise<BuildDirectory> {
  const { builds, memory, lifecycle } = place;
  const [root, env] = [join(builds, name), join(memory, name)];
  const path = (...parts: readonly string[]): string => join(root, ...parts);
  await removeBuildDirectory(place, name);
  await Promise.all([mkdir(root, { mode: 0o755 }), mkdir(env, { mode: 0o755 })]);
  await Promise.all([...written, ...ours].map((name) => mkdir(path(name), { recursive: true })));
  await Promise.all([
    ...written.map((name) => chown(path(name), imageUser.uid, imageUser.gid)),
    ...["lifecycle", "launcher"].map((name) => link(join(lifecycle, name), path("cnb/lifecycle", name))),
    ...["analyzer", "exporter"].map((name) => symlink("lifecycle", path("cnb/lifecycle", name))),
    writeFile(
      path("etc/passwd"),
      `root:x:0:0::/:/bin/sh\n${imageUser.name}:x:${imageUser.uid}:${imageUser.gid}::${imageUser.home}:/bin/sh\n`,
    ),
  ]);
  return { root, env, path };
}

/** Gives a whole tree to the build's user. Links are not followed: lchown would be, but a link's owner means nothing. */
export async function giveToBuild(directory: string): Promise<void> {
  await chown(directory, imageUser.uid, imageUser.gid);
  const entries = await readdir(directory, { withFileTypes: true });
  await Promise.all(
    entries.map(async (entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) await giveToBuild(path);
      else if (entry.isFile()) await chown(path, imageUser.uid, imageUser.gid);
    }),
  );
}

/** Bytes on disk below a directory, links not followed; a file with many names is counted once over all of them. */
export async function diskUse(directory: string): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return diskUse(path);
      return lstat(path).then(
        (found) => (found.blocks * 512) / found.nlink,
        () => 0,
      );
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
