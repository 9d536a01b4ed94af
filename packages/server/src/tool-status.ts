import type { ToolName, ToolStatus } from "@sluice/contract";
import type { Store } from "./core/ports/store.ts";
import type { Reconciler } from "./core/reconcile/reconciler.ts";

/** What runs of a tool, and how it is. */
export async function toolStatus(store: Store, reconciler: Reconciler, tool: ToolName, url: string): Promise<ToolStatus> {
  const [release, processes, builds] = await Promise.all([store.liveRelease(tool), reconciler.processStatus(tool), store.openBuilds(tool)]);
  return { tool, url, release, processes: [...processes], builds: builds.map((build) => build.id), condition: reconciler.condition(tool) };
}
