import { SluiceError, type ReleaseFile } from "@sluice/contract";
import type { Instance } from "../ports/runtime.ts";
import { bringUp } from "./bring-up.ts";
import type { Context } from "./context.ts";
import { openDeploymentLog, type DeploymentLog } from "./deployment-log.ts";
import { failureText, listeningText, quotedLines } from "./failure-text.ts";
import type { Health } from "./health.ts";
import { plan, wantedOf } from "./plan.ts";
import { rollBack } from "./roll-back.ts";
import { removeEnded, retire, route, webAddresses } from "./routing.ts";
import type { ToolMemory } from "./tool-memory.ts";

export interface Deployment {
  readonly file: ReleaseFile;
  /** The control commit that says so. */
  readonly control: string;
  /** What was brought to life before; it serves until the end. */
  readonly previous: ReleaseFile | null;
}

/** Start new → healthy → route → drain old → stop old. A failure before the route leaves the old release serving. */
export async function deploy(context: Context, memory: ToolMemory, deployment: Deployment): Promise<void> {
  const { tool, states } = { tool: memory.tool, states: context.states };
  const { file, control, previous } = deployment;
  memory.condition = { state: "waiting", reason: `v${file.release} is being deployed` };
  await states.deploying(tool, file.release);
  memory.crashes.clear();
  memory.watched = false;
  const log = await openDeploymentLog(context.logs, context.clock, file);

  const before = await context.runtime.list(tool);
  await removeEnded(
    context,
    memory,
    before.filter((one) => one.state === "ended"),
    quotedLines,
  );
  const steps = plan({
    desired: file,
    instances: before,
    routed: context.routed.get(tool) ?? [],
    leaving: memory.leaving,
  });
  const { health } = await bringUp(
    context,
    memory,
    file,
    steps.filter(({ kind }) => kind !== "retire"),
  );

  if (health.kind === "interrupted") {
    if (context.stopping.aborted) return;
    await states.interrupted(tool, file.release);
    await log.say(`v${file.release} is not waited for any more: a newer release came.`);
    return log.close();
  }
  blameRuntime(health);
  const after = await context.runtime.list(tool);
  const reason = failureText(health, context.options.deploySeconds * 1000);
  if (reason !== null) {
    await explain(context, log, health, reason, previous);
    await rollBack(context, { tool, failed: file, control, previous, reason, fault: "code" });
    await log.close();
    retire(context, memory, newOnly(after, file, previous));
    return;
  }
  await log.say(...healthyTexts(file, health));
  await route(context, tool, webAddresses(file, after));
  await context.goesLive?.(file);
  await states.live(tool, file.release, control);
  await log.close();
  memory.condition = { state: "done", reason: `v${file.release} runs` };
  memory.watched = true;
  const kept = new Set(Object.keys(file.processes).flatMap((name) => wantedOf(file, name, after).map(({ id }) => id)));
  retire(
    context,
    memory,
    after.filter(({ id }) => !kept.has(id) && !memory.leaving.has(id)),
  );
}

/** What the runtime itself ended, or somebody removed, says nothing about the code: it is tried again. */
function blameRuntime(health: Health): void {
  if (health.kind !== "ended") return;
  const { process } = health.candidate.instance;
  if (health.instance === null) throw new SluiceError("unavailable", `${process} was removed from outside while it started`);
  if (health.instance.endedByRuntime === true)
    throw new SluiceError("unavailable", `the container engine ended while ${process} was starting`);
}

/** Copies that only the failed file wanted. */
function newOnly(instances: readonly Instance[], failed: ReleaseFile, previous: ReleaseFile | null): readonly Instance[] {
  const of = (file: ReleaseFile): readonly string[] =>
    Object.keys(file.processes).flatMap((name) => wantedOf(file, name, instances).map(({ id }) => id));
  const serving = new Set(previous === null ? [] : of(previous));
  return instances.filter((one) => one.release === failed.release && !serving.has(one.id));
}

function healthyTexts(file: ReleaseFile, health: Health): readonly string[] {
  const answer = health.kind === "healthy" ? [...health.answers.values()].find((text) => text !== "running") : undefined;
  return Object.entries(file.processes)
    .toSorted(([a], [b]) => Number(b === "web") - Number(a === "web") || (a < b ? -1 : 1))
    .map(([name, { port, replicas }]) =>
      port === undefined
        ? `${name}: ${replicas} of ${replicas} running`
        : `${name}: ${replicas} of ${replicas} healthy${answer === undefined ? "" : ` (${answer})`}`,
    );
}

async function explain(context: Context, log: DeploymentLog, health: Health, reason: string, previous: ReleaseFile | null): Promise<void> {
  await log.say(reason);
  if (health.kind === "late" || health.kind === "ended") {
    const { instance, spec } = health.candidate;
    if (health.kind === "late" && spec.port !== undefined) {
      const why = listeningText(await context.runtime.listening(instance.id), spec.port);
      if (why !== null) await log.say(`  ${why}`);
    }
    const lines = await context.runtime.lastLines(instance.id, quotedLines);
    if (lines.length > 0) {
      await log.say(`  last lines of ${instance.process}:`);
      await log.quote(lines.map((line) => `    ${line}`));
    }
    await log.say(...adviceOn(context, health, lines).map((line) => `  ${line}`));
  }
  await log.say(previous === null ? "  Nothing serves: this was the first release." : `  v${previous.release} keeps serving.`);
}

function adviceOn(context: Context, health: Health, lines: readonly string[]): readonly string[] {
  const texts = [...context.explain(lines)];
  if (health.kind === "ended" && health.instance?.outOfMemory === true)
    texts.push("It needed more memory than it may use: start fewer workers or threads, load less at a time, or ask for more memory.");
  return texts.flatMap((text) => text.split("\n"));
}
