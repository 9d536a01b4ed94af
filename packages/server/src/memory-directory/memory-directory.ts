import { execFile } from "node:child_process";
import { mkdir, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { SluiceError } from "@sluice/contract";

const run = promisify(execFile);

/** A directory whose content is in memory alone, for root alone. */
export interface MemoryDirectory extends AsyncDisposable {
  /** Mounts it, once, and removes what a server that was killed has left in it. Gives its path. */
  open(): Promise<string>;
}

/** `size` as tmpfs(5) has it; `use` is what it is needed for, in the words of an error. */
export function memoryDirectory(directory: string, size: string, use: string): MemoryDirectory {
  let mounting: Promise<string> | null = null;

  async function mount(): Promise<string> {
    if (await isMounted(directory)) {
      for (const name of await readdir(directory)) await rm(join(directory, name), { recursive: true, force: true });
      return directory;
    }
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await run("mount", ["-t", "tmpfs", "-o", `mode=0700,size=${size},nosuid,nodev,noexec`, "sluice", directory]).catch((cause: unknown) => {
      throw new SluiceError(
        "unavailable",
        `${use} need a file system in memory at ${directory}, which could not be mounted: ${String(cause)}`,
        { cause },
      );
    });
    return directory;
  }

  return {
    async open() {
      mounting ??= mount();
      return mounting.catch((error: unknown) => {
        mounting = null;
        throw error;
      });
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
