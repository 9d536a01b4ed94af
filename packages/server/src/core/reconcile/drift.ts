import type { Difference, ReleaseFile, ToolName } from "@sluice/contract";
import type { Context } from "./context.ts";
import { differences } from "./differences.ts";
import { lookAtAll } from "./full-pass.ts";
import type { ControlEntry } from "../ports/control.ts";
import type { Instance } from "../ports/runtime.ts";

type Leaving = (tool: ToolName) => ReadonlySet<string>;

/** Desired and actual of one tool side by side: one listing of it. */
export async function driftOf(context: Context, tool: ToolName, leaving: Leaving): Promise<readonly Difference[]> {
  const [entry, instances] = await Promise.all([context.control.read(tool), context.runtime.list(tool)]);
  return compare(context, tool, entry, instances, leaving(tool));
}

/** Of all tools: one listing of the runtime, one of the control repository. */
export async function driftOfAll(context: Context, leaving: Leaving): Promise<readonly Difference[]> {
  const { entries, instances } = await lookAtAll(context);
  const tools = new Set([...entries.keys(), ...instances.keys(), ...context.routed.keys()]);
  const found: Difference[] = [];
  for (const tool of [...tools].toSorted()) {
    found.push(...(await compare(context, tool, entries.get(tool) ?? null, instances.get(tool) ?? [], leaving(tool))));
  }
  return found;
}

async function compare(
  context: Context,
  tool: ToolName,
  entry: ControlEntry | null,
  instances: readonly Instance[],
  leaving: ReadonlySet<string>,
): Promise<readonly Difference[]> {
  if (entry?.kind === "broken") return [{ tool, kind: "broken", process: null, wanted: "a release", found: entry.problem }];
  const desired = entry?.file ?? null;
  const other = await otherRelease(context, tool, desired);
  if (other !== null) return [other];
  return differences(tool, { desired, instances, routed: context.routed.get(tool) ?? [], leaving });
}

/** A release that is on its way, or could not be brought to life: its copies are no differences of their own. */
async function otherRelease(context: Context, tool: ToolName, desired: ReleaseFile | null): Promise<Difference | null> {
  const deployed = await context.states.deployed(tool);
  if (desired === null || deployed?.release === desired.release) return null;
  const found = deployed === null ? "nothing was deployed yet" : `v${deployed.release} is live`;
  return { tool, kind: "release", process: null, wanted: `v${desired.release}`, found };
}
