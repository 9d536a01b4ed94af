import type { ToolName } from "@sluice/contract";
import type { Context } from "./context.ts";
import type { Condition, ReconcileDependencies } from "./dependencies.ts";
import { lookAtAll, restoreRoutes, toolsToWake } from "./full-pass.ts";
import { noKnownCopies } from "./known-copies.ts";
import { createLimit } from "./limit.ts";
import { passStore } from "./pass-store.ts";
import { reconcileTool } from "./reconcile-tool.ts";
import { createReleaseStates } from "./release-states.ts";
import { newToolMemory, type ToolMemory } from "./tool-memory.ts";

export interface PassOptions {
  /** Stop what runs although no file says so; else it is left alone and said. */
  readonly remove: boolean;
}

export interface PassResult {
  readonly name: ToolName;
  readonly condition: Condition;
}

const parallel = 8;
const tries = 5;
/** Between two looks at what is being stopped. */
const pauseMs = 50;

/** One pass over all, to its end, without a database: for a platform that is broken. */
export async function reconcileOnce(
  deps: Omit<ReconcileDependencies, "store">,
  options: PassOptions,
  signal: AbortSignal,
): Promise<readonly PassResult[]> {
  const head = await deps.control.head();
  const entries = head === null ? [] : await deps.control.readAll(head);
  const store = passStore(head ?? "", entries);
  const context: Context = {
    ...deps,
    store,
    states: createReleaseStates(store, deps.clock),
    known: noKnownCopies,
    limit: createLimit(deps.options.parallel),
    routed: new Map(),
    stopping: signal,
  };
  const overview = await lookAtAll(context);
  await restoreRoutes(context, overview);
  const wake = new Set(await toolsToWake(context, overview, () => new Set()));
  const limit = createLimit(parallel);
  const names = [...new Set([...overview.entries.keys(), ...overview.instances.keys()])].toSorted();
  const results = await Promise.all(
    names.map((name) =>
      limit(async (): Promise<PassResult> => {
        const entry = overview.entries.get(name);
        if (entry === undefined && !options.remove) {
          return { name, condition: { state: "done", reason: "runs although no file says so: left alone" } };
        }
        if (!wake.has(name)) {
          return { name, condition: { state: "done", reason: entry?.kind === "release" ? `v${entry.file.release} runs` : "" } };
        }
        return { name, condition: await untilSettled(context, newToolMemory(name)) };
      }),
    ),
  );
  return results;
}

async function untilSettled(context: Context, memory: ToolMemory): Promise<Condition> {
  const { tool } = memory;
  for (let attempt = 1; attempt <= tries && !context.stopping.aborted; attempt += 1) {
    try {
      const later = await reconcileTool(context, memory);
      if (later === null) break;
      if (later > 0) await memory.bell.wait(memory.bell.count(), later, context.stopping);
    } catch (error) {
      context.onProblem({ tool, error });
      memory.condition = { state: "failed", reason: error instanceof Error ? error.message : String(error) };
      if (attempt < tries) await memory.bell.wait(memory.bell.count(), pauseMs * 10, context.stopping);
    }
  }
  while (memory.leaving.size > 0 && !context.stopping.aborted) await memory.bell.wait(memory.bell.count(), pauseMs, context.stopping);
  return memory.condition ?? { state: "done", reason: "stopped: no file says that it should run" };
}
