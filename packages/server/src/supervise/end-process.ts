import { setTimeout as delay } from "node:timers/promises";
import { isAlive } from "./process-identity.ts";
import type { ProcessIdentity } from "./process-identity.ts";
import { sendSignal } from "./send-signal.ts";

async function gone(identity: ProcessIdentity, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (performance.now() < deadline) {
    if (!(await isAlive(identity))) return true;
    await delay(20);
  }
  return !(await isAlive(identity));
}

/** SIGTERM, and SIGKILL to its whole group after the grace. Returns when it is gone. */
export async function endProcess(identity: ProcessIdentity, graceMs: number): Promise<void> {
  if (!(await isAlive(identity))) return;
  sendSignal(identity.pid, "SIGTERM");
  if (await gone(identity, graceMs)) return;
  sendSignal(-identity.pid, "SIGKILL");
  if (!(await gone(identity, 5000))) throw new Error(`process ${identity.pid} does not end on SIGKILL`);
}
