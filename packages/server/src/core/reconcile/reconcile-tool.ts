import type { ReleaseFile } from "@sluice/contract";
import type { Context } from "./context.ts";
import { nextCheckMs } from "./checks.ts";
import { deploy } from "./deploy.ts";
import { heal } from "./heal.ts";
import { plan } from "./plan.ts";
import { removeReleaseRuns } from "./release-command.ts";
import { rollBack } from "./roll-back.ts";
import { retire, unroute } from "./routing.ts";
import type { ToolMemory } from "./tool-memory.ts";
import { sameFile } from "./same-file.ts";

/** One pass over one tool: what is wished, what is there, and the way between. Returns after how many ms to look again. */
export async function reconcileTool(context: Context, memory: ToolMemory): Promise<number | null> {
  const { tool } = memory;
  const head = await context.control.head(tool);
  const entry = head === null ? null : await context.control.read(tool, head);
  if (entry?.kind === "broken") {
    return keepAsItIs(context, memory, entry.problem);
  }
  const desired = entry?.file ?? null;
  if (await finishRollback(context, memory, desired)) return 0;
  if (desired === null || head === null) return stopAll(context, memory);

  const deployed = await context.states.deployed(tool);
  const previous = deployed === null ? null : await context.control.read(tool, deployed.control);
  const live = previous?.kind === "release" ? previous.file : null;
  if (live === null || !sameFile(live, desired)) {
    const problem = (await context.adopt?.(desired, head)) ?? null;
    if (problem !== null) {
      await context.states.refused(tool, desired.release, problem);
      return keepAsItIs(context, memory, problem);
    }
    await deploy(context, memory, { file: desired, control: head, previous: live });
    return nextCheckMs(desired);
  }
  return heal(context, memory, desired, await context.runtime.list(tool));
}

/** What cannot be deployed is said; what served before goes on, and is healed as ever. */
async function keepAsItIs(context: Context, memory: ToolMemory, problem: string): Promise<number | null> {
  const { tool } = memory;
  const deployed = await context.states.deployed(tool);
  const live = deployed === null ? null : await context.control.read(tool, deployed.control);
  const later = live?.kind === "release" ? await heal(context, memory, live.file, await context.runtime.list(tool)) : null;
  memory.condition = { state: "stalled", reason: problem };
  return later;
}

/** A rollback that a restart cut off. True when the wish may have changed by it. */
async function finishRollback(context: Context, memory: ToolMemory, desired: ReleaseFile | null): Promise<boolean> {
  const { tool } = memory;
  const rollback = await context.states.rollingBack(tool);
  if (rollback === null) return false;
  if (desired?.release !== rollback.release) {
    await context.states.rolledBack(tool);
    return false;
  }
  const deployed = await context.states.deployed(tool);
  const previous = deployed === null ? null : await context.control.read(tool, deployed.control);
  const { control, reason, fault } = rollback;
  await rollBack(context, {
    tool,
    failed: desired,
    control,
    reason,
    fault,
    previous: previous?.kind === "release" ? previous.file : null,
  });
  return true;
}

async function stopAll(context: Context, memory: ToolMemory): Promise<null> {
  const { tool } = memory;
  const instances = await context.runtime.list(tool);
  const steps = plan({
    desired: null,
    instances,
    routed: context.routed.get(tool) ?? [],
    leaving: memory.leaving,
  });
  await removeReleaseRuns(context, tool, null);
  if (context.routed.has(tool)) await unroute(context, tool);
  if ((await context.states.deployed(tool)) !== null) await context.states.removed(tool);
  retire(
    context,
    memory,
    steps.flatMap((step) => (step.kind === "retire" ? step.instances : [])),
  );
  memory.condition = null;
  return null;
}
