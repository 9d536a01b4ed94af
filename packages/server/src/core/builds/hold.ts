import type { BuildLog } from "./build-log.ts";
import type { BuildsDependencies } from "./builds-dependencies.ts";

const lookMs = 2000;

/** A build that was accepted waits while the platform has no room for it, and goes on by itself. Cancelling ends the wait. */
export async function untilThereIsRoom(
  deps: Pick<BuildsDependencies, "held" | "pause">,
  log: BuildLog,
  cancel: AbortSignal,
): Promise<void> {
  let said = false;
  for (let why = await deps.held(); why !== null && !cancel.aborted; why = await deps.held()) {
    if (!said) log.say("build", `This is ours, nothing is lost: ${why} The build waits and goes on by itself.`);
    said = true;
    await deps.pause(lookMs, cancel);
  }
}
