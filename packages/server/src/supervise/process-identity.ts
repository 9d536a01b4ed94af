import { readFile } from "node:fs/promises";

/** A process that cannot be mistaken for another one which got the same pid later. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks after boot at which it started: field 22 of /proc/<pid>/stat, proc(5). */
  readonly started: string;
}

/** What a pid file says: who runs, and a hash of what it was started with. */
export interface PidFile extends ProcessIdentity {
  readonly shape: string;
}

/** Splits a line of /proc/<pid>/stat; the command's name in brackets may hold blanks and brackets. */
export function parseStat(line: string): (ProcessIdentity & { readonly state: string }) | null {
  const pid = Number.parseInt(line, 10);
  const fields = line
    .slice(line.lastIndexOf(")") + 2)
    .trim()
    .split(" ");
  const [state] = fields;
  const started = fields[19];
  if (!Number.isInteger(pid) || pid < 2 || state === undefined || started === undefined) return null;
  return { pid, started, state };
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    // ESRCH: the process ended between open and read.
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH")) return null;
    throw error;
  }
}

/** The pid file has a boot id, the stat line that the program read of itself, and the shape. */
export async function readPidFile(path: string): Promise<PidFile | null> {
  const [boot, stat, shape] = ((await textOf(path)) ?? "").split("\n");
  if (boot === undefined || stat === undefined || shape === undefined) return null;
  const thisBoot = (await textOf("/proc/sys/kernel/random/boot_id"))?.trim();
  const parsed = parseStat(stat);
  return parsed === null || boot !== thisBoot ? null : { pid: parsed.pid, started: parsed.started, shape };
}

export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  const stat = parseStat((await textOf(`/proc/${identity.pid}/stat`)) ?? "");
  return stat !== null && stat.started === identity.started && stat.state !== "Z" && stat.state !== "X";
}
