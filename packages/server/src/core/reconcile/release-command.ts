import type { ReleaseFile, ToolName } from "@sluice/contract";
import type { RunEnd } from "../ports/runtime.ts";
import type { Context } from "./context.ts";
import type { DeploymentLog } from "./deployment-log.ts";
import { quotedLines, seconds } from "./failure-text.ts";
import { routedProcess } from "./plan.ts";

export const releaseTimeoutSeconds = 15 * 60;
const prefix = "release-";
const defaults = { memory: "512Mi", cpu: "500m" };
const graceSeconds = 10;
/** More output than this is not kept. */
const mostLines = 5000;

export type CommandResult =
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly reason: string; readonly lines: readonly string[] }
  /** The server stops; the command goes on and is taken up again. */
  | { readonly kind: "left" };

/** More copies, or the same ones anew, are no reason to run it again. */
function isDue(file: ReleaseFile, previous: ReleaseFile | null): boolean {
  if (file.release_command === undefined) return false;
  return (["image", "settings", "release_command"] as const).some((key) => previous?.[key] !== file[key]);
}

/**
 * Runs a release's command once in its image, before anything is switched. That it began is recorded first: after a
 * crash the run that goes on is waited for, or its result taken; only a run that has vanished is run again.
 */
export async function runReleaseCommand(
  context: Context,
  file: ReleaseFile,
  previous: ReleaseFile | null,
  log: DeploymentLog,
): Promise<CommandResult> {
  const { tool, release } = file;
  const { states, runtime, clock } = context;
  const before = await states.command(tool);
  const known = before?.release === release ? before : null;
  const due = isDue(file, previous);
  if (due || before !== null) await removeReleaseRuns(context, tool, known?.key ?? null);
  if (!due) return { kind: "done" };
  if (known?.end !== undefined && known.end !== null) return resultOf(file, known.end, log);

  const key = known?.key ?? `${prefix}${tool}-v${release}-${Date.parse(clock.now()).toString(36)}`;
  if (known === null) {
    await states.setCommand(tool, { release, key, end: null });
    await log.say(beginText(file));
  } else await log.say("release command: the server was started again; taking up where it is.");
  const begun = clock.monotonic();
  const end = await run(context, file, key, log);
  if (end === null) return { kind: "left" };
  await states.setCommand(tool, { release, key, end });
  if (end.exitCode === 0) await log.say(`release command: done after ${seconds(clock.monotonic() - begun)}`);
  await runtime.removeRun(key, 0);
  return resultOf(file, end, log);
}

/** Ends what other deployments left behind: two release commands of a tool never run side by side. */
export async function removeReleaseRuns({ runtime }: Context, tool: ToolName, key: string | null): Promise<void> {
  const others = (await runtime.runs(tool)).filter((one) => one.key.startsWith(prefix) && one.key !== key);
  await Promise.all(others.map((one) => runtime.removeRun(one.key, graceSeconds)));
}

function beginText(file: ReleaseFile): string {
  return `release command: ${file.release_command ?? ""}`;
}

/** Null when the server stops. */
async function run(context: Context, file: ReleaseFile, key: string, log: DeploymentLog): Promise<RunEnd | null> {
  const { tool, release, image } = file;
  const { memory, cpu } = file.processes[routedProcess(file) ?? ""] ?? defaults;
  await context.runtime.prepare(image);
  const { env, files } = await context.environment(file);
  const skip = (await log.output(beginText(file))).length;
  const command = file.release_command ?? "";
  const request = {
    key,
    name: "release",
    tool,
    release,
    image,
    env,
    files,
    command,
    memory,
    cpu,
    timeoutSeconds: releaseTimeoutSeconds,
    skip,
  };
  let count = skip;
  try {
    return await context.runtime.run(
      request,
      (line) => {
        count += 1;
        if (count <= mostLines) log.take(line);
      },
      context.stopping,
    );
  } catch (error) {
    if (context.stopping.aborted) return null;
    throw error;
  } finally {
    if (count > mostLines) await log.say(`  ${count - mostLines} more lines of its output are not kept.`);
    await log.flushed();
  }
}

async function resultOf(file: ReleaseFile, end: RunEnd, log: DeploymentLog): Promise<CommandResult> {
  if (end.exitCode === 0) return { kind: "done" };
  return {
    kind: "failed",
    reason: `release command: ${reasonOf(file, end)}`,
    lines: (await log.output(beginText(file))).slice(-quotedLines),
  };
}

function reasonOf(file: ReleaseFile, { exitCode, outOfMemory, timedOut }: RunEnd): string {
  if (timedOut) return `not done after ${releaseTimeoutSeconds / 60} min`;
  if (outOfMemory) return `out of memory (it may use ${(file.processes[routedProcess(file) ?? ""] ?? defaults).memory})`;
  return `failed with exit code ${exitCode}`;
}
