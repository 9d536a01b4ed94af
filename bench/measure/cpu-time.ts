import { readdirSync, readFileSync } from "node:fs";

/** Kernel ticks of 10 ms: proc(5), utime and stime, cutime and cstime. */
const tickMs = 10;

interface Times {
  readonly parent: number;
  readonly own: number;
  readonly ended: number;
}

function timesOf(pid: number | string): Times | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ")
      .map(Number);
    const at = (field: number): number => fields[field - 3] ?? 0;
    return { parent: at(4), own: at(14) + at(15), ended: at(16) + at(17) };
  } catch {
    // It has ended between the listing and the look; its time is in its parent's then.
    return null;
  }
}

/** CPU time of this process and its children, those that have ended too, in ms. */
export function cpuTimeMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + tickMs * ((timesOf(process.pid)?.ended ?? 0) + livingChildren(process.pid));
}

/** The same of another process, in whole ticks. */
export function cpuTimeOfMs(pid: number): number {
  const times = timesOf(pid);
  if (times === null) throw new Error(`process ${pid} has ended`);
  return tickMs * (times.own + times.ended + livingChildren(pid));
}

function livingChildren(parent: number): number {
  const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && timesOf(name)?.parent === parent);
  return children.reduce((sum, pid) => sum + (timesOf(pid)?.own ?? 0), 0);
}
