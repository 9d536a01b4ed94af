import { execFile } from "node:child_process";
import { chown, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { SluiceError } from "@sluice/contract";
import type { Random } from "../../core/ports/clock.ts";
import type { StartFile } from "../../core/ports/runtime.ts";

const run = promisify(execFile);
const size = "64m";

/** Files of one start: where they lie for the engine, until it has bound them into the container. */
export interface LentFiles {
  readonly binds: readonly { readonly source: string; readonly target: string }[];
  /** The container keeps what is bound; the names go. */
  forget(): Promise<void>;
}

/** Hands files to containers through a file system in memory, which is mounted when the first file comes. */
export interface MemoryFiles extends AsyncDisposable {
  lend(files: readonly StartFile[], owner: string, home: string): Promise<LentFiles>;
}

/**
 * The engine cannot write into a container's own memory before its process runs, and an upload would land on its disk.
 * So the file lies in a memory file system of ours, is bound into the container, and is unlinked as soon as that
 * runs: the binding keeps it, and no name leads to it any more.
 */
export function memoryFiles(directory: string, random: Random): MemoryFiles {
  let mounting: Promise<void> | null = null;

  async function mount(): Promise<void> {
    if (await isMounted(directory)) {
      // of a server that was killed while it started something
      for (const name of await readdir(directory)) await rm(join(directory, name), { recursive: true, force: true });
      return;
    }
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await run("mount", ["-t", "tmpfs", "-o", `mode=0700,size=${size},nosuid,nodev,noexec`, "sluice", directory]).catch((error: unknown) => {
      throw new SluiceError(
        "unavailable",
        `secret files need a file system in memory at ${directory}, which could not be mounted: ${String(error)}`,
        {
          cause: error,
        },
      );
    });
  }

  return {
    async lend(files, owner, home) {
      if (files.length === 0) return { binds: [], forget: () => Promise.resolve() };
      mounting ??= mount();
      await mounting.catch((error: unknown) => {
        mounting = null;
        throw error;
      });
      const place = join(directory, random.hex(8));
      const forget = (): Promise<void> => rm(place, { recursive: true, force: true });
      const [uid = 0, gid = 0] = owner.split(":").map(Number);
      try {
        await mkdir(place, { mode: 0o700 });
        const binds = await Promise.all(
          files.map(async ({ path, content }, at) => {
            const source = join(place, String(at));
            await writeFile(source, content, { mode: 0o400 });
            await chown(source, uid, gid);
            return { source, target: path.startsWith("/") ? path : join(home, path) };
          }),
        );
        return { binds, forget };
      } catch (error) {
        await forget();
        throw error;
      }
    },
    async [Symbol.asyncDispose]() {
      await mounting?.catch(() => undefined);
      mounting = null;
      // also the one of a server that was killed; lazily, as the engine may be binding a file at this moment
      if (await isMounted(directory)) await run("umount", ["-l", directory]);
    },
  };
}

/** proc(5), mountinfo: the fifth field is the place, with spaces and the like in octal. */
async function isMounted(directory: string): Promise<boolean> {
  const places = (await readFile("/proc/self/mountinfo", "utf8")).split("\n").map((line) => line.split(" ")[4] ?? "");
  return places.some(
    (place) => place.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))) === directory,
  );
}
