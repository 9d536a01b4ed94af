import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { install } from "../e2e/docker/installation.ts";
import { report } from "./measure/figures.ts";

function residentMiB(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Math.round(Number(line?.[1] ?? 0) / 102.4) / 10;
}

function pidIn(directory: string): number {
  const file = readdirSync(directory).find((name) => name.endsWith(".pid"));
  if (file === undefined) throw new Error(`no pid file in ${directory}`);
  // Boot id, the process's own line of /proc/<pid>/stat, and what it was started with.
  return Number.parseInt(readFileSync(join(directory, file), "utf8").split("\n")[1] ?? "", 10);
}

await using on = await install();
// Ten seconds of doing nothing: what start-up allocated has been collected or stays.
await pause(10_000);
report("idle", {
  server_mib: residentMiB(on.pid()),
  registry_mib: residentMiB(pidIn(join(on.directory, "registry"))),
  router_mib: residentMiB(pidIn(join(on.directory, "router"))),
});
