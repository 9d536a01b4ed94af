import type { Build, BuildId } from "@sluice/contract";
import { SluiceError } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { Logs } from "../ports/logs.ts";
import type { BuildStore } from "../ports/store.ts";
import type { Worker } from "../leases/lease-worker.ts";
import { logName } from "./build-log.ts";

interface CancelDependencies {
  readonly store: BuildStore;
  readonly logs: Logs;
  readonly clock: Clock;
  readonly worker: Pick<Worker, "checkCancel" | "wake">;
}

/** Cancels a queued build at once; a running one is told and ends within seconds. Ended builds are a wrong state. */
export async function cancelBuild(deps: CancelDependencies, id: BuildId): Promise<Build> {
  const before = await deps.store.build(id);
  if (before === null) throw new SluiceError("not-found", `There is no build ${id}.`);
  if (before.state !== "queued" && before.state !== "running") {
    throw new SluiceError("wrong-state", `Build ${id} has already ended: ${before.state}.`);
  }
  const after = (await deps.store.cancel(id, deps.clock.now())) ?? before;
  if (after.state === "cancelled") await deps.logs.complete(logName(id));
  else deps.worker.checkCancel();
  deps.worker.wake();
  return after;
}
