import type { ReleaseFile } from "@sluice/contract";
import type { Instance } from "../ports/runtime.ts";
import type { Context } from "./context.ts";
import { awaitHealthy, type Candidate, type Health } from "./health.ts";
import { shapeOf, type Step } from "./plan.ts";
import type { ToolMemory } from "./tool-memory.ts";

export interface BroughtUp {
  readonly health: Health;
  /** Copies that were started now. */
  readonly started: readonly Instance[];
}

/**
 * Does the steps prepare, start and check of a plan: afterwards all that was missing is healthy, or the result says why not.
 * Copies of the process `hurried` have a whole core until whoever asked for it settles them. With `elsewhereMs` a process
 * that answers on a port of its own for so long is a result.
 */
export async function bringUp(
  context: Context,
  memory: ToolMemory,
  file: ReleaseFile,
  steps: readonly Step[],
  { hurried = null, elsewhereMs = null }: { readonly hurried?: string | null; readonly elsewhereMs?: number | null } = {},
): Promise<BroughtUp> {
  const { clock, options } = context;
  const starts = steps.flatMap((step) => (step.kind === "start" ? Array.from({ length: step.copies }, () => step.process) : []));
  const adopted = steps.flatMap((step) => (step.kind === "check" ? step.instances : []));
  const started: Instance[] = [];
  const signal = AbortSignal.any([memory.interrupt.signal, context.stopping]);
  if (starts.length > 0) {
    await context.limit(async () => {
      if (signal.aborted) return;
      await context.runtime.prepare(file.image);
      const settings = await context.environment(file);
      const results = await Promise.allSettled(
        starts.map(async (process) => {
          const spec = file.processes[process];
          if (spec === undefined || signal.aborted) return;
          const { tool, release, image } = file;
          const instance = await context.runtime.start({
            tool,
            release,
            process,
            image,
            spec,
            ...settings,
            shape: shapeOf(file, process),
            hurry: process === hurried,
          });
          memory.started.set(instance.id, clock.monotonic());
          started.push(instance);
        }),
      );
      const failure = results.find((result) => result.status === "rejected");
      if (failure !== undefined) throw failure.reason;
    });
  }
  if (signal.aborted) return { health: { kind: "interrupted" }, started };
  const candidates: readonly Candidate[] = [...adopted, ...started].flatMap((instance) => {
    const spec = file.processes[instance.process];
    const since = memory.started.get(instance.id) ?? clock.monotonic();
    memory.started.set(instance.id, since);
    return spec === undefined ? [] : [{ instance, spec, since }];
  });
  return {
    health: await awaitHealthy(context, candidates, options.deploySeconds * 1000, memory.bell, signal, elsewhereMs),
    started,
  };
}
