import { readFileSync } from "node:fs";

/** Memory of a process that is in RAM now, MiB (proc(5), VmRSS). */
export function residentMiB(pid: number): number {
  const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  if (kib === undefined) throw new Error(`process ${pid} has no memory: it has ended`);
  return Math.round(Number(kib) / 102.4) / 10;
}
