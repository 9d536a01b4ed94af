import { chown, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Random } from "../../core/ports/clock.ts";
import type { StartFile } from "../../core/ports/runtime.ts";
import { memoryDirectory } from "../../memory-directory/memory-directory.ts";

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
  const memory = memoryDirectory(directory, size, "secret files");
  return {
    async lend(files, owner, home) {
      if (files.length === 0) return { binds: [], forget: () => Promise.resolve() };
      const root = await memory.open();
      const place = join(root, random.hex(8));
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
    [Symbol.asyncDispose]: () => memory[Symbol.asyncDispose](),
  };
}
