import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { install } from "../e2e/docker/installation.ts";
import { partPid } from "../e2e/docker/part-pid.ts";
import { report } from "./measure/figures.ts";

function residentMiB(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Math.round(Number(line?.[1] ?? 0) / 102.4) / 10;
}

await using on = await install();
// Ten seconds of doing nothing: what start-up allocated has been collected or stays.
await pause(10_000);
report("idle", {
  server_mib: residentMiB(on.pid()),
  registry_mib: residentMiB(partPid(on, "registry")),
  router_mib: residentMiB(partPid(on, "router")),
});
