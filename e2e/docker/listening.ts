import { readdirSync, readFileSync, readlinkSync } from "node:fs";

function read<T>(what: () => T, otherwise: T): T {
  try {
    return what();
  } catch {
    // It has ended meanwhile.
    return otherwise;
  }
}

/** TCP ports on which the processes listen whose command names one of these: proc(5), /proc/net/tcp and /proc/<pid>/fd. */
export function listening(named: readonly string[]): readonly number[] {
  const sockets = new Map(
    ["/proc/net/tcp", "/proc/net/tcp6"]
      .flatMap((table) => readFileSync(table, "utf8").split("\n").slice(1))
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state]) => state === "0A")
      .map(([, local = "", , , , , , , , inode = ""]) => [`socket:[${inode}]`, Number.parseInt(local.split(":")[1] ?? "", 16)]),
  );
  const ports = readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => named.some((name) => read(() => readFileSync(`/proc/${pid}/cmdline`, "utf8"), "").includes(name)))
    .flatMap((pid) => read(() => readdirSync(`/proc/${pid}/fd`), []).map((fd) => read(() => readlinkSync(`/proc/${pid}/fd/${fd}`), "")))
    .flatMap((link) => sockets.get(link) ?? []);
  return [...new Set(ports)].toSorted((a, b) => a - b);
}
