import type { ReleaseFile, ToolName } from "@sluice/contract";
import type { ControlEntry } from "../ports/control.ts";
import type { Instance } from "../ports/runtime.ts";
import type { Context } from "./context.ts";
import { createLimit } from "./limit.ts";
import { plan } from "./plan.ts";
import type { Deployed } from "./release-states.ts";
import { sameFile } from "./same-file.ts";
import { webAddresses } from "./routing.ts";

const parallelProbes = 32;
const probeMs = 1000;

export interface Overview {
  readonly head: string | null;
  readonly entries: ReadonlyMap<ToolName, ControlEntry>;
  readonly instances: ReadonlyMap<ToolName, readonly Instance[]>;
}

/** All tools at once: one listing of the runtime, one of the control repository. */
export async function lookAtAll(context: Context): Promise<Overview> {
  const head = await context.control.head();
  const entries = head === null ? [] : await context.control.readAll(head);
  const instances = Map.groupBy(await context.runtime.list(), ({ tool }) => tool);
  return { head, entries: new Map(entries.map((entry) => [entry.tool, entry])), instances };
}

/** After a start: the router gets what served before, and nothing that runs is touched. */
export async function restoreRoutes(context: Context, overview: Overview): Promise<void> {
  const limit = createLimit(parallelProbes);
  const found = await Promise.all(
    [...overview.instances].map(async ([tool, instances]) => {
      const deployed = await context.states.deployed(tool);
      const file = deployed === null ? null : await deployedFile(context, tool, deployed, overview.entries.get(tool));
      if (file === null) return [];
      const running = webAddresses(
        file,
        instances.filter(({ state }) => state === "running"),
      );
      const healthy = await Promise.all(
        running.map((address) => limit(async () => ((await context.prober.probe(address, null, probeMs)).healthy ? [address] : []))),
      );
      return [{ tool, addresses: healthy.flat() }];
    }),
  );
  const targets = found.flat();
  await context.router.replaceAll(targets.map(({ tool, addresses }) => ({ host: context.host(tool), addresses })));
  context.routed.clear();
  for (const { tool, addresses } of targets) context.routed.set(tool, addresses);
}

/** Tools for which something is to be done. */
export async function toolsToWake(
  context: Context,
  { entries, instances }: Overview,
  leaving: (tool: ToolName) => ReadonlySet<string>,
): Promise<readonly ToolName[]> {
  const tools = new Set([...entries.keys(), ...instances.keys(), ...context.routed.keys()]);
  const wake: ToolName[] = [];
  for (const tool of tools) {
    const entry = entries.get(tool);
    const desired = entry?.kind === "release" ? entry.file : null;
    const present = instances.get(tool) ?? [];
    const steps = plan({
      desired,
      instances: present,
      routed: context.routed.get(tool) ?? [],
      leaving: leaving(tool),
    });
    if (entry?.kind === "broken" || steps.length > 0 || (await isUnfinished(context, tool, entry))) wake.push(tool);
  }
  return wake;
}

/** What runs as wanted is known from now on, as nothing else looks at it before something happens to it. */
export async function noteWell(context: Context, { entries, instances }: Overview, due: ReadonlySet<ToolName>): Promise<void> {
  for (const tool of entries.keys()) if (!due.has(tool)) await context.known.note(tool, instances.get(tool) ?? []);
}

async function isUnfinished(context: Context, tool: ToolName, entry: ControlEntry | undefined): Promise<boolean> {
  const desired = entry?.kind === "release" ? entry.file : null;
  const deployed = await context.states.deployed(tool);
  if (deployed?.release !== desired?.release || (await context.states.rollingBack(tool)) !== null) return true;
  if (deployed === null || desired === null) return false;
  const live = await deployedFile(context, tool, deployed, entry);
  return live === null || (live !== desired && !sameFile(live, desired));
}

/** The file that was brought to life: head's where it says the same, so that a pass reads no commit for each tool. */
async function deployedFile(
  context: Context,
  tool: ToolName,
  deployed: Deployed,
  present: ControlEntry | undefined,
): Promise<ReleaseFile | null> {
  if (present?.kind === "release" && context.states.says(deployed, present.file)) return present.file;
  const entry = await context.control.read(tool, deployed.control);
  return entry?.kind === "release" ? entry.file : null;
}
