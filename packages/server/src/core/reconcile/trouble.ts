import type { Release, ReleaseNumber } from "@sluice/contract";
import { gaveUpText, oursText } from "../builds/patience.ts";
import type { Context } from "./context.ts";
import { openDeploymentLog } from "./deployment-log.ts";
import type { ToolMemory } from "./tool-memory.ts";

/** A fault of ours that keeps a release from being deployed. */
export interface Trouble {
  readonly release: number;
  /** Monotonic time at which it began. */
  readonly since: number;
}

/**
 * A pass over a tool failed on our side. While a release waits for it, its log says so as it happens; when the patience
 * is over, the release has failed by our fault, and what served before is committed back. True when it was given up.
 */
export async function bearTrouble(context: Context, memory: ToolMemory, why: string, pauseMs: number): Promise<boolean> {
  const release = await waitingRelease(context, memory);
  if (release === null) {
    memory.trouble = null;
    return false;
  }
  const now = context.clock.monotonic();
  memory.trouble = memory.trouble?.release === release.release ? memory.trouble : { release: release.release, since: now };
  const patienceMs = context.options.patienceSeconds * 1000;
  const isOver = now - memory.trouble.since >= patienceMs;
  const log = await openDeploymentLog(context.logs, context.clock, release);
  const { tool } = memory;
  if (!isOver) {
    await log.say(oursText(why, pauseMs));
    return false;
  }
  const live = await context.states.deployed(tool);
  await log.say(
    `${gaveUpText(why, patienceMs)}. This is ours, not your code.`,
    live === null ? "  Nothing serves: this was the first release." : `  v${live.release} keeps serving.`,
  );
  await context.states.gaveUp(tool, release.release, gaveUpText(why, patienceMs));
  await log.close();
  memory.trouble = null;
  return true;
}

/** The newest release, while its deployment is not decided. */
async function waitingRelease(
  context: Context,
  { tool }: ToolMemory,
): Promise<(Pick<Release, "tool" | "build"> & { readonly release: ReleaseNumber }) | null> {
  const [newest] = await context.store.releases(tool, { limit: 1 });
  if (newest === undefined || (newest.state !== "pending" && newest.state !== "deploying")) return null;
  return { tool, build: newest.build, release: newest.number };
}
