import { execFileSync } from "node:child_process";
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own, in memory, that can really be filled. */
export interface SmallDisk extends Disposable {
  readonly directory: string;
  /** Leaves about so many MiB free; 0 fills it to the last byte. */
  fill(leaveMiB: number): void;
  free(): void;
}

const mebibyte = 1024 ** 2;

export function smallDisk(sizeMiB: number): SmallDisk {
  const mount = mkdtempSync(join(tmpdir(), "sluice-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${sizeMiB}m,mode=755`, "sluice-test", mount]);
  const filler = join(mount, "filler");
  const freeBytes = (): number => {
    const { bavail, bsize } = statfsSync(mount);
    return bavail * bsize;
  };
  return {
    directory: join(mount, "data"),
    fill(leaveMiB) {
      const file = openSync(filler, "a");
      try {
        while (freeBytes() > leaveMiB * mebibyte)
          writeSync(file, Buffer.alloc(Math.min(8 * mebibyte, Math.max(4096, freeBytes() - leaveMiB * mebibyte))));
        fsyncSync(file);
      } catch (error) {
        // Somebody else took the last byte: it is as full as it should be.
        if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(filler, { force: true }),
    [Symbol.dispose]() {
      execFileSync("umount", ["-l", mount]);
      rmSync(mount, { recursive: true, force: true });
    },
  };
}
