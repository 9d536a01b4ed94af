import type { ToolName, ToolStatus } from "@sluice/contract";
import type { KeptLogs } from "./core/ports/kept-logs.ts";
import type { Store } from "./core/ports/store.ts";
import { staleOf, type StaleDependencies } from "./core/releases/stale.ts";
import type { Reconciler } from "./core/reconcile/reconciler.ts";

/** What runs of a tool, and how it is. */
export async function toolStatus(
  sources: StaleDependencies & { readonly store: Store; readonly kept: KeptLogs; readonly reconciler: Reconciler },
  tool: ToolName,
  url: string,
): Promise<ToolStatus> {
  const { store, kept, reconciler } = sources;
  const [release, known, builds, source, paused, promotion] = await Promise.all([
    store.liveRelease(tool),
    reconciler.processStatus(tool),
    store.openBuilds(tool),
    staleOf(sources, tool),
    store.pause(tool),
    store.promotion(tool),
  ]);
  // What ended before this server was started is known from its log only.
  const processes = await Promise.all(
    known.map(async (one) =>
      one.running < one.wanted && one.lastLines.length === 0 ? { ...one, lastLines: await lastLines(kept, tool, one.name) } : one,
    ),
  );
  const condition = reconciler.condition(tool);
  return { tool, url, release, processes, source, builds: builds.map((build) => build.id), condition, paused, promotion };
}

async function lastLines(kept: KeptLogs, tool: ToolName, process: string): Promise<string[]> {
  const query = { from: 0, tail: 10, follow: false, process };
  return (await Array.fromAsync(kept.read(tool, query, new AbortController().signal))).map(({ text }) => text);
}
