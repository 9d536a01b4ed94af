import type { ReleaseFile, ToolName } from "@sluice/contract";
import type { Instance } from "../ports/runtime.ts";
import type { Context } from "./context.ts";
import { routedProcess, sameAddresses, wantedOf } from "./plan.ts";
import type { ToolMemory } from "./tool-memory.ts";

const stopGraceSeconds = 10;

/** Sends the tool's requests to exactly these addresses. Does nothing when they go there already. */
export async function route(context: Context, tool: ToolName, addresses: readonly string[]): Promise<void> {
  const present = context.routed.get(tool);
  if (present !== undefined && sameAddresses(present, addresses)) return;
  await context.router.set({ host: context.host(tool), addresses });
  context.routed.set(tool, addresses);
}

export async function unroute(context: Context, tool: ToolName): Promise<void> {
  await context.router.remove(context.host(tool));
  context.routed.delete(tool);
}

/** Addresses of the copies that take requests for a file. */
export function webAddresses(file: ReleaseFile, instances: readonly Instance[]): readonly string[] {
  const web = routedProcess(file);
  return web === null ? [] : wantedOf(file, web, instances).flatMap(({ address }) => address ?? []);
}

/** Those that are not being drained and stopped. */
export function staying(memory: ToolMemory, instances: readonly Instance[]): readonly Instance[] {
  return instances.filter(({ id }) => !memory.leaving.has(id));
}

/** Drains and stops instances beside the passes that follow, so that a next deployment need not wait for it. */
export function retire(context: Context, memory: ToolMemory, instances: readonly Instance[]): void {
  for (const { id, address } of instances) {
    memory.leaving.add(id);
    const leave = async (): Promise<void> => {
      await context.known.forget(memory.tool, [id]);
      if (address !== null) await context.router.drained(address, context.options.drainSeconds * 1000);
      await context.runtime.stop(id, stopGraceSeconds);
    };
    void leave()
      .catch((error: unknown) => {
        if (!context.stopping.aborted) context.onProblem({ tool: memory.tool, error });
      })
      .finally(() => {
        memory.leaving.delete(id);
        memory.started.delete(id);
      });
  }
}

/** Removes instances that have ended, keeping what they said last for the status. */
export async function removeEnded(context: Context, memory: ToolMemory, instances: readonly Instance[], quoted: number): Promise<void> {
  const ids = instances.map(({ id }) => id);
  await context.known.forget(memory.tool, ids);
  for (const { id, process } of instances) {
    const lines = await context.runtime.lastLines(id, quoted);
    if (lines.length > 0) memory.lastLines.set(process, lines);
    await context.runtime.stop(id, 0);
    memory.started.delete(id);
  }
}
