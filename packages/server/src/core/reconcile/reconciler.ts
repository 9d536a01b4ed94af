import type { Difference, ProcessStatus, ReleaseNumber, ToolName } from "@sluice/contract";
import type { z } from "zod";
import { whyOf } from "../builds/why-of.ts";
import { createBell } from "./bell.ts";
import { checksOf } from "./checks.ts";
import type { Context } from "./context.ts";
import type { Condition, ReconcileDependencies } from "./dependencies.ts";
import { driftOf, driftOfAll } from "./drift.ts";
import { lookAtAll, noteWell, restoreRoutes, toolsToWake } from "./full-pass.ts";
import { createKnownCopies, noKnownCopies } from "./known-copies.ts";
import { createLimit } from "./limit.ts";
import { processStatus } from "./process-status.ts";
import { reconcileTool } from "./reconcile-tool.ts";
import { createReleaseStates } from "./release-states.ts";
import { bearTrouble } from "./trouble.ts";
import { newToolMemory, type ToolMemory } from "./tool-memory.ts";

export interface Reconciler {
  /** Works until the signal; nothing that runs is stopped by its end. */
  start(signal: AbortSignal): Promise<void>;
  /** Looks at one tool soon. */
  wake(tool: ToolName): void;
  /** How a release ended; waits for it. A release that a newer one overtook before it was live has failed. */
  settled(tool: ToolName, release: ReleaseNumber, signal: AbortSignal): Promise<"live" | "failed">;
  /** Gets an image near that a release is about to name. */
  prepare(image: string): void;
  condition(tool: ToolName): Condition | null;
  /** How many tools are in each state. */
  conditions(): ReadonlyMap<Condition["state"], number>;
  /** Where what runs differs from the control repository: of one tool, or of all. */
  drift(tool: ToolName | null): Promise<readonly Difference[]>;
  processStatus(tool: ToolName): Promise<readonly z.infer<typeof ProcessStatus>[]>;
  /** Gives the router its whole table again, after it was started anew. */
  restoreRoutes(): Promise<void>;
}

const retryMs = [250, 1000, 2000, 5000, 10_000, 30_000, 60_000] as const;

export function createReconciler(deps: ReconcileDependencies): Reconciler {
  const stop = new AbortController();
  const context: Context = {
    ...deps,
    states: createReleaseStates(deps.store, deps.clock),
    known: deps.options.drift === "report" ? createKnownCopies(deps.store, deps.runtime) : noKnownCopies,
    limit: createLimit(deps.options.parallel),
    routed: new Map(),
    stopping: stop.signal,
  };
  const memories = new Map<ToolName, ToolMemory>();
  const passes = new Set<Promise<void>>();
  const bell = createBell();
  let ready = false;
  let lastHead: string | null = null;

  function memoryOf(tool: ToolName): ToolMemory {
    const known = memories.get(tool) ?? newToolMemory(tool);
    memories.set(tool, known);
    return known;
  }

  const leavingOf = (tool: ToolName): ReadonlySet<string> => memories.get(tool)?.leaving ?? new Set();

  function wake(tool: ToolName): void {
    if (!ready || stop.signal.aborted) return;
    const memory = memoryOf(tool);
    memory.bell.ring();
    memory.again = true;
    if (memory.running) return;
    const pass = work(memory).finally(() => passes.delete(pass));
    passes.add(pass);
  }

  async function work(memory: ToolMemory): Promise<void> {
    memory.running = true;
    while (memory.again && !stop.signal.aborted) {
      memory.again = false;
      if (memory.timer !== null) clearTimeout(memory.timer);
      memory.timer = null;
      if (memory.interrupt.signal.aborted) memory.interrupt = new AbortController();
      const later = await onePass(memory);
      if (later !== null) memory.timer = setTimeout(() => wake(memory.tool), later);
    }
    memory.running = false;
  }

  async function onePass(memory: ToolMemory): Promise<number | null> {
    try {
      const later = await reconcileTool(context, memory);
      memory.failures = 0;
      memory.trouble = null;
      return later;
    } catch (error) {
      if (stop.signal.aborted) return null;
      const pause = retryMs[Math.min(memory.failures, retryMs.length - 1)] ?? 0;
      memory.failures += 1;
      const why = whyOf(error);
      memory.condition = {
        state: "failed",
        reason: `The platform could not do it and tries again: ${why}`,
      };
      deps.onProblem({ tool: memory.tool, error });
      return (await gaveUp(memory, why, pause)) ? 0 : pause;
    }
  }

  /** Telling of a fault may fail by the same fault: then the next pass tells of it. */
  async function gaveUp(memory: ToolMemory, why: string, pause: number): Promise<boolean> {
    try {
      return await bearTrouble(context, memory, why, pause);
    } catch (error) {
      deps.onProblem({ tool: memory.tool, error });
      return false;
    }
  }

  /** A newer wish: whoever waits for the health of an older one stops waiting. */
  async function onHead(head: string): Promise<void> {
    const from = lastHead;
    lastHead = head;
    for (const tool of await deps.control.changed(from, head)) {
      memories.get(tool)?.interrupt.abort();
      wake(tool);
    }
  }

  async function fullPass(): Promise<void> {
    if (!ready) await context.states.load();
    const overview = await lookAtAll(context);
    if (!ready) {
      await restoreRoutes(context, overview);
      lastHead = overview.head;
    }
    const due = await toolsToWake(context, overview, leavingOf);
    // Before the first pass over any tool, so that no pass comes between the listing and what is noted of it.
    if (!ready) await noteWell(context, overview, new Set(due));
    ready = true;
    for (const tool of due) wake(tool);
    // Checks are run by a tool's own passes, one of which begins them after a start.
    for (const [tool, entry] of overview.entries) {
      if (entry.kind === "release" && checksOf(entry.file).size > 0 && (memories.get(tool)?.timer ?? null) === null) wake(tool);
    }
    const head = await deps.control.head();
    if (head !== null && head !== lastHead) await onHead(head);
  }

  async function passAgainAndAgain(): Promise<void> {
    let failures = 0;
    while (!stop.signal.aborted) {
      const heard = bell.count();
      try {
        await fullPass();
        failures = 0;
      } catch (error) {
        failures += 1;
        if (!stop.signal.aborted) deps.onProblem({ tool: null, error });
      }
      const pause = failures > 0 ? (retryMs[Math.min(failures, retryMs.length - 1)] ?? 0) : (deps.options.fullPassSeconds ?? 60) * 1000;
      await bell.wait(heard, pause, stop.signal);
    }
  }

  /** A watch that breaks is begun again; the full pass that it asks for finds what was missed. */
  async function keepWatching(watch: () => Promise<void>): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await watch();
      } catch (error) {
        if (!stop.signal.aborted) deps.onProblem({ tool: null, error });
      }
      await bell.wait(bell.count(), retryMs[1], stop.signal);
      bell.ring();
    }
  }

  return {
    async start(signal) {
      const end = (): void => stop.abort();
      signal.addEventListener("abort", end);
      if (signal.aborted) end();
      const headMoved = (head: string): void => {
        if (!ready) return;
        onHead(head).catch((error: unknown) => {
          deps.onProblem({ tool: null, error });
          bell.ring();
        });
      };
      await Promise.all([
        keepWatching(() => deps.runtime.watch(wake, stop.signal)),
        keepWatching(() => deps.control.watch(headMoved, stop.signal)),
        passAgainAndAgain(),
      ]);
      for (const { timer } of memories.values()) if (timer !== null) clearTimeout(timer);
      await Promise.allSettled(passes);
      signal.removeEventListener("abort", end);
    },
    wake,
    settled: (tool, release, signal) => context.states.settled(tool, release, signal),
    // What fails here fails again in the deployment, which tells of it.
    prepare: (image) => void deps.runtime.prepare(image).catch(() => undefined),
    condition: (tool) => memories.get(tool)?.condition ?? null,
    conditions: () => countStates([...memories.values()].flatMap(({ condition }) => condition?.state ?? [])),
    drift: (tool) => (tool === null ? driftOfAll(context, leavingOf) : driftOf(context, tool, leavingOf)),
    processStatus: (tool) => processStatus(context, tool, memories.get(tool)),
    restoreRoutes: async () => restoreRoutes(context, await lookAtAll(context)),
  };
}

function countStates(states: readonly Condition["state"][]): ReadonlyMap<Condition["state"], number> {
  const counts = new Map<Condition["state"], number>([
    ["done", 0],
    ["waiting", 0],
    ["failed", 0],
    ["stalled", 0],
  ]);
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}
