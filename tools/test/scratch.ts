import { chmodSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export interface LeftProcess {
  readonly pid: number;
  readonly command: string;
}

/** The temporary directory of one run: by it all that the run's suites start can be told from everything else. */
export interface Scratch {
  readonly directory: string;
  /** Ends processes that were left behind, by pid, and removes the directory; says which. */
  sweep(): Promise<readonly LeftProcess[]>;
}

export function openScratch(): Scratch {
  // Short: sockets lie below it, and their paths have 107 bytes.
  const directory = mkdtempSync(join(tmpdir(), "st-"));
  // PostgreSQL runs as another user in a directory below.
  chmodSync(directory, 0o755);
  return {
    directory,
    async sweep() {
      const left = processesBelow(directory);
      for (const signal of ["SIGTERM", "SIGKILL"] as const) {
        for (const { pid } of processesBelow(directory)) process.kill(pid, signal);
        for (let n = 0; n < 100 && processesBelow(directory).length > 0; n += 1) await pause(100);
      }
      rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
      return left;
    },
  };
}

function read<T>(what: () => T): T | null {
  try {
    return what();
  } catch {
    // It ended meanwhile, or is another user's: not ours then.
    return null;
  }
}

/** Processes that work in the directory or took it as theirs for temporary files; not those inside of containers. */
function processesBelow(directory: string): readonly LeftProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const cwd = read(() => readlinkSync(`/proc/${name}/cwd`)) ?? "";
      const env = read(() => readFileSync(`/proc/${name}/environ`, "utf8")) ?? "";
      if (!`${cwd}/`.startsWith(`${directory}/`) && !env.split("\0").includes(`TMPDIR=${directory}`)) return [];
      const command =
        read(() => readFileSync(`/proc/${name}/cmdline`, "utf8"))
          ?.replaceAll("\0", " ")
          .trim() ?? "";
      return command === "" ? [] : [{ pid: Number(name), command: command.slice(0, 120) }];
    });
}
