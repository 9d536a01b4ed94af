import { SluiceError, type ReleaseFile } from "@sluice/contract";
import type { Instance } from "../ports/runtime.ts";
import { adoptPort } from "./adopt-port.ts";
import { bringUp } from "./bring-up.ts";
import { checksOf } from "./checks.ts";
import type { Context } from "./context.ts";
import { openDeploymentLog, type DeploymentLog } from "./deployment-log.ts";
import { failureText, lateAdvice, listeningText, quotedLines, readLines } from "./failure-text.ts";
import type { Health } from "./health.ts";
import { plan, routedProcess, type Step, wantedOf } from "./plan.ts";
import { runReleaseCommand } from "./release-command.ts";
import { rollBack } from "./roll-back.ts";
import { removeEnded, retire, route, staying, webAddresses } from "./routing.ts";
import type { ToolMemory } from "./tool-memory.ts";

export interface Deployment {
  readonly file: ReleaseFile;
  /** The control commit that says so. */
  readonly control: string;
  /** What was brought to life before; it serves until the end. */
  readonly previous: ReleaseFile | null;
}

/** A sixth of the time that a start may take: 10 s as it is set. */
const shareElsewhere = 1 / 6;

/** Start new → healthy → route → drain old → stop old. A failure before the route leaves the old release serving. */
export async function deploy(context: Context, memory: ToolMemory, deployment: Deployment): Promise<void> {
  const { tool, states } = { tool: memory.tool, states: context.states };
  const { file, control, previous } = deployment;
  memory.condition = { state: "waiting", reason: `v${file.release} is being deployed` };
  memory.crashes.clear();
  memory.watched = false;
  const [log] = await Promise.all([openDeploymentLog(context.logs, context.clock, file), states.deploying(tool, file.release)]);

  const unsigned = (await context.unsigned?.(file)) ?? null;
  if (unsigned !== null) {
    await log.say(`${unsigned}.`);
    return fail(context, memory, deployment, log, "the image is not signed");
  }
  const command = await runReleaseCommand(context, file, previous, log);
  if (command.kind === "left") return;
  if (command.kind === "failed") {
    await log.say(command.reason);
    await quote(log, "the release command", command.lines);
    return fail(context, memory, deployment, log, command.reason);
  }

  // What is being stopped may be a copy of this very release, when somebody goes back to it at once. It is left out here
  // and not later: once it is gone it is not known as leaving any more.
  const before = staying(memory, await context.runtime.list(tool));
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
  const web = routedProcess(file);
  const deployMs = context.options.deploySeconds * 1000;
  const { health, started } = await bringUp(
    context,
    memory,
    file,
    [...steps.filter(({ kind }) => kind !== "retire"), ...checksOfPresent(file, before)],
    { hurried: web, elsewhereMs: memory.portFound === file.release ? null : deployMs * shareElsewhere },
  );

  if (health.kind === "interrupted") {
    // Another wish for the same release goes on with its deployment.
    if (context.stopping.aborted || (await wishes(context, file))) return;
    await states.interrupted(tool, file.release);
    await log.say(`v${file.release} is not waited for any more: a newer release came.`);
    return log.close();
  }
  if (health.kind === "elsewhere") {
    memory.portFound = file.release;
    if (await adoptPort(context, file, log, health)) return;
  }
  blameRuntime(health);
  const reason = failureText(health, deployMs);
  if (reason !== null) {
    await explain(context, log, health, reason);
    return fail(context, memory, deployment, log, reason);
  }
  // What has just been found healthy is not listed once more: an end from now on is an event of its own.
  const after = [...before.filter(({ state }) => state !== "ended"), ...started];
  await Promise.all([
    log.say(...healthyTexts(file, health, after), ...letInTexts(health)),
    route(context, tool, webAddresses(file, after)),
    settle(context, file, web, after),
  ]);
  await context.goesLive?.(file);
  const kept = Object.keys(file.processes).flatMap((name) => wantedOf(file, name, after));
  await context.known.note(tool, kept);
  // Live comes last: killed before it, the next start deploys again and so settles what was left in a hurry.
  await states.live(file, control);
  await log.close();
  memory.condition = { state: "done", reason: `v${file.release} runs` };
  memory.watched = true;
  retire(
    context,
    memory,
    after.filter((one) => !kept.includes(one) && !memory.leaving.has(one.id)),
  );
}

async function wishes(context: Context, { tool, release }: ReleaseFile): Promise<boolean> {
  const present = await context.control.read(tool);
  return present?.kind === "release" && present.file.release === release;
}

/** Copies that an earlier try left, or an earlier release: what has no port says by its check alone that it is well. */
function checksOfPresent(file: ReleaseFile, present: readonly Instance[]): readonly Step[] {
  return [...checksOf(file).keys()]
    .filter((process) => file.processes[process]?.port === undefined)
    .map((process) => ({ kind: "check", process, instances: wantedOf(file, process, present) }));
}

/** The release before keeps serving, and the control repository says so again. */
async function fail(context: Context, memory: ToolMemory, deployment: Deployment, log: DeploymentLog, reason: string): Promise<void> {
  const { file, control, previous } = deployment;
  const { tool } = memory;
  await log.say(previous === null ? "  Nothing serves: this was the first release." : `  v${previous.release} keeps serving.`);
  await rollBack(context, { tool, failed: file, control, previous, reason, fault: "code" });
  await log.close();
  retire(context, memory, newOnly(await context.runtime.list(tool), file, previous));
}

async function quote(log: DeploymentLog, whose: string, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  await log.say(`  last lines of ${whose}:`);
  await log.quote(lines.map((line) => `    ${line}`));
}

/** Copies that take requests get their own limits: all that the file wants, also those that an earlier try started. */
async function settle(context: Context, file: ReleaseFile, process: string | null, instances: readonly Instance[]): Promise<void> {
  const spec = process === null ? undefined : file.processes[process];
  if (process === null || spec === undefined) return;
  await Promise.all(wantedOf(file, process, instances).map(({ id }) => context.runtime.settle(id, spec)));
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

function healthyTexts(file: ReleaseFile, health: Health, instances: readonly Instance[]): readonly string[] {
  const answers = health.kind === "healthy" ? health.answers : new Map<string, string>();
  const processes = Object.entries(file.processes).toSorted(([a], [b]) => Number(b === "web") - Number(a === "web") || (a < b ? -1 : 1));
  const idle = processes.filter(([, { replicas }]) => replicas === 0).map(([name]) => name);
  const texts = processes
    .filter(([name]) => !idle.includes(name))
    .map(([name, spec]) => {
      const { port, replicas } = spec;
      if (port === undefined && typeof spec.health !== "object") return `${name}: ${replicas} of ${replicas} running`;
      const answer = instances.filter((one) => one.process === name).flatMap(({ id }) => answers.get(id) ?? [])[0];
      const how = spec.health === undefined ? "no health path: " : "";
      return `${name}: ${replicas} of ${replicas} healthy${answer === undefined ? "" : ` (${how}${answer})`}`;
    });
  const wishes = idle.map((name) => `${name}=1`).join(" ");
  return idle.length === 0 ? texts : [...texts, `${idle.join(", ")}: no copies wished; sluice scale ${wishes} starts one`];
}

function letInTexts(health: Health): readonly string[] {
  return (health.kind === "healthy" ? health.letIn : []).flatMap((process) => [
    `warning: ${process} listens on 127.0.0.1 alone: what arrives at its port is passed on to it.`,
    "  Better let it listen on 0.0.0.0, often by an option or a variable called host.",
  ]);
}

async function explain(context: Context, log: DeploymentLog, health: Health, reason: string): Promise<void> {
  await log.say(reason);
  if (health.kind !== "late" && health.kind !== "ended" && health.kind !== "elsewhere") return;
  const { instance, spec } = health.candidate;
  if (health.kind !== "ended" && spec.port !== undefined) {
    const why = listeningText(await context.runtime.listening(instance.id), spec.port);
    if (why !== null) await log.say(`  ${why}`);
  }
  const lines = await context.runtime.lastLines(instance.id, readLines);
  await quote(log, instance.process, lines.slice(-quotedLines));
  await log.say(...adviceOn(context, health, lines, await context.runtime.builtBy(instance.id)).map((line) => `  ${line}`));
}

function adviceOn(context: Context, health: Health, lines: readonly string[], buildpacks: readonly string[]): readonly string[] {
  const texts = [...lateAdvice((some) => context.explain(some, buildpacks), lines)];
  if (health.kind === "ended" && health.instance?.outOfMemory === true)
    texts.push("It needed more memory than it may use: start fewer workers or threads, load less at a time, or ask for more memory.");
  return texts.flatMap((text) => text.split("\n"));
}
