import { setTimeout as pause } from "node:timers/promises";
import { apiOf } from "../e2e/docker/api.ts";
import { install } from "../e2e/docker/installation.ts";
import { partPid } from "../e2e/docker/part-pid.ts";
import { residentMiB } from "../e2e/docker/resident.ts";
import { report } from "./measure/figures.ts";

await using on = await install();
await apiOf(on).call("me.show");
// Ten seconds of doing nothing: what start-up allocated has been collected or stays.
await pause(10_000);
report("idle", {
  server_mib: residentMiB(on.pid()),
  registry_mib: residentMiB(partPid(on, "registry")),
  router_mib: residentMiB(partPid(on, "router")),
});
