import type { ProcessStatus, ToolName } from "@sluice/contract";
import type { z } from "zod";
import type { Usage } from "../ports/runtime.ts";
import type { Context } from "./context.ts";
import { wantedOf } from "./plan.ts";
import type { ToolMemory } from "./tool-memory.ts";

/** How each process of the live release is, from one listing of the tool. */
export async function processStatus(
  context: Context,
  tool: ToolName,
  memory: ToolMemory | undefined,
): Promise<readonly z.infer<typeof ProcessStatus>[]> {
  const deployed = await context.states.deployed(tool);
  const entry = deployed === null ? null : await context.control.read(tool, deployed.control);
  if (entry?.kind !== "release") return [];
  const instances = await context.runtime.list(tool);
  const routed = context.routed.get(tool) ?? [];
  return Promise.all(
    Object.entries(entry.file.processes).map(async ([name, spec]) => {
      const running = wantedOf(entry.file, name, instances).filter(({ state }) => state === "running");
      const used = await Promise.all(running.map(({ id }) => context.runtime.usage(id)));
      const known = used.filter((one) => one !== null);
      const sum = (of: (usage: Usage) => number): number | null =>
        known.length === 0 ? null : known.reduce((all, one) => all + of(one), 0);
      const reached = spec.port === undefined ? running : running.filter(({ address }) => address !== null && routed.includes(address));
      const healthy = reached.filter(({ id }) => (memory?.checked.get(id)?.failures ?? 0) === 0);
      return {
        name,
        wanted: spec.replicas,
        running: running.length,
        healthy: healthy.length,
        memoryMiB: sum(({ memoryMiB }) => memoryMiB),
        cpus: sum(({ cpus }) => cpus),
        memory: spec.memory,
        cpu: spec.cpu,
        command: spec.command,
        lastLines: running.length < spec.replicas ? [...(memory?.lastLines.get(name) ?? [])] : [],
      };
    }),
  );
}
