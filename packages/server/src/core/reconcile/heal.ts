import type { Difference, ReleaseFile } from "@sluice/contract";
import type { Instance } from "../ports/runtime.ts";
import { bringUp } from "./bring-up.ts";
import type { Context } from "./context.ts";
import { runChecks } from "./checks.ts";
import { nextCrash } from "./crashes.ts";
import { endText, failureText, quotedLines, seconds } from "./failure-text.ts";
import { differences } from "./differences.ts";
import { withoutHandwork } from "./left-alone.ts";
import { plan, shapeOf, type Step } from "./plan.ts";
import { removeEnded, retire, route, staying, webAddresses } from "./routing.ts";
import type { ToolMemory } from "./tool-memory.ts";

/** Keeps a live release as it should be. Returns after how many ms to look again; null when all is well. */
export async function heal(context: Context, memory: ToolMemory, file: ReleaseFile, listed: readonly Instance[]): Promise<number | null> {
  const { tool } = memory;
  const instances = await ofNow(context, memory, listed);
  const routed = context.routed.get(tool) ?? [];
  const situation = { desired: file, instances, routed, leaving: memory.leaving };
  const found = plan(situation);
  if (found.length === 0) {
    memory.condition = { state: "done", reason: `v${file.release} runs` };
    memory.watched = true;
    await context.known.note(tool, staying(memory, instances));
    return lookInside(context, memory, file, staying(memory, instances));
  }
  const gone = await context.known.goneByHand(tool, instances);
  const steps = planned(context, memory, found, gone);
  await noteEnds(
    context,
    memory,
    file,
    steps.flatMap((step) => (step.kind === "remove-ended" ? step.instances : [])),
  );
  const alive = staying(memory, instances).filter((one) => one.state !== "ended");
  await route(
    context,
    tool,
    webAddresses(file, alive).filter((address) => routed.includes(address)),
  );

  if (steps.length === 0) {
    memory.condition = { state: "stalled", reason: handworkText(differences(tool, situation)) };
    return null;
  }
  const now = context.clock.monotonic();
  const due = steps.filter((step) => step.kind !== "start" || (memory.crashes.get(step.process)?.notBefore ?? now) <= now);
  const { health, started } = await bringUp(context, memory, file, due);
  if (health.kind === "interrupted") return null;
  const reason = failureText(health, context.options.deploySeconds * 1000);
  if (reason !== null && (health.kind === "ended" || health.kind === "late")) {
    const { process, id } = health.candidate.instance;
    crashed(context, memory, process, id, reason);
    const present = await context.runtime.list(tool);
    await removeEnded(
      context,
      memory,
      present.filter((one) => one.id === id),
      quotedLines,
    );
  }
  const after = staying(memory, await context.runtime.list(tool));
  if (reason === null) {
    await route(context, tool, webAddresses(file, after));
    const situationNow = { desired: file, instances: after, routed: context.routed.get(tool) ?? [], leaving: memory.leaving };
    const again = planned(context, memory, plan(situationNow), gone);
    retire(
      context,
      memory,
      again.flatMap((step) => (step.kind === "retire" ? step.instances : [])),
    );
    if (started.length > 0 && again.length === 0) memory.bell.ring();
    if (again.every(({ kind }) => kind === "retire")) {
      memory.condition = { state: "done", reason: `v${file.release} runs` };
      return null;
    }
  }
  return waitForRetry(context, memory);
}

/** Runs the checks; a copy that is sick is ended, and the next pass starts another as after any other end. */
async function lookInside(context: Context, memory: ToolMemory, file: ReleaseFile, instances: readonly Instance[]): Promise<number | null> {
  const { sick, later } = await runChecks(context, memory, file, instances);
  if (sick.length === 0) return later;
  const ids = sick.map(({ instance }) => instance.id);
  const well = instances.filter(({ id }) => !ids.includes(id));
  for (const { instance, reason } of sick) {
    crashed(context, memory, instance.process, instance.id, reason);
    const lines = await context.runtime.lastLines(instance.id, quotedLines);
    if (lines.length > 0) memory.lastLines.set(instance.process, lines);
    memory.condition = { state: "failed", reason };
  }
  await route(context, memory.tool, webAddresses(file, well));
  retire(
    context,
    memory,
    sick.map(({ instance }) => instance),
  );
  return 0;
}

/** Under the policy `report` what was done by hand is left. */
function planned(context: Context, memory: ToolMemory, steps: readonly Step[], gone: ReadonlySet<string>): readonly Step[] {
  return context.options.drift === "report" ? withoutHandwork(steps, memory, gone) : steps;
}

/**
 * A copy that got a signal before we watched, and that we did not know as wanted, may have got it from a server before
 * us that was cut off while it ended it: that was no handwork.
 */
async function ofNow(context: Context, memory: ToolMemory, listed: readonly Instance[]): Promise<readonly Instance[]> {
  if (memory.watched) return listed;
  return Promise.all(
    listed.map(async (one) => {
      if (one.byHand !== true || (await context.known.has(memory.tool, one.id))) return one;
      const { byHand: _, ...rest } = one;
      return rest;
    }),
  );
}

function handworkText(found: readonly Difference[]): string {
  const [first] = found;
  const what = first === undefined ? "" : `: ${first.process ?? "route"}: wanted ${first.wanted}, found ${first.found}`;
  return `somebody changed by hand what runs${what}. It is left so (--drift report); deploy or restart the tool to mend it`;
}

async function noteEnds(context: Context, memory: ToolMemory, file: ReleaseFile, ended: readonly Instance[]): Promise<void> {
  for (const one of ended.filter(({ shape, process }) => shape === shapeOf(file, process))) {
    crashed(context, memory, one.process, one.id, endText(one.process, file.processes[one.process], one, null));
  }
  await removeEnded(context, memory, ended, quotedLines);
}

function crashed(context: Context, memory: ToolMemory, process: string, id: string, reason: string): void {
  const crash = nextCrash(memory.crashes.get(process), context.clock.monotonic(), memory.started.get(id), reason);
  memory.crashes.set(process, crash);
}

function waitForRetry(context: Context, memory: ToolMemory): number {
  const now = context.clock.monotonic();
  const next = [...memory.crashes.values()].filter(({ notBefore }) => notBefore > now).toSorted((a, b) => a.notBefore - b.notBefore)[0];
  if (next === undefined) {
    memory.condition = { state: "waiting", reason: "is being started again" };
    return 0;
  }
  const ms = next.notBefore - now;
  const times = next.count === 1 ? "once" : `${next.count} times`;
  memory.condition = {
    state: "failed",
    reason: `${next.reason} (${times} by now); started again in ${seconds(ms)}`,
  };
  return ms;
}
