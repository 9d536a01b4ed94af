import type { ToolName, ToolStatus } from "@sluice/contract";
import type { JobsApi } from "./core/jobs/jobs-api.ts";
import type { KeptLogs } from "./core/ports/kept-logs.ts";
import type { Store } from "./core/ports/store.ts";
import type { Reconciler } from "./core/reconcile/reconciler.ts";

interface StatusDependencies {
  readonly store: Store;
  readonly kept: KeptLogs;
  readonly reconciler: Reconciler;
  readonly jobs: JobsApi;
}

/** What runs of a tool, and how it is. */
export async function toolStatus({ store, kept, reconciler, jobs }: StatusDependencies, tool: ToolName, url: string): Promise<ToolStatus> {
  const [release, known, builds, ofJobs] = await Promise.all([
    store.liveRelease(tool),
    reconciler.processStatus(tool),
    store.openBuilds(tool),
    jobs.list(tool),
  ]);
  // What ended before this server was started is known from its log only.
  const processes = await Promise.all(
    known.map(async (one) =>
      one.running < one.wanted && one.lastLines.length === 0 ? { ...one, lastLines: await lastLines(kept, tool, one.name) } : one,
    ),
  );
  return { tool, url, release, processes, jobs: ofJobs, builds: builds.map((build) => build.id), condition: reconciler.condition(tool) };
}

async function lastLines(kept: KeptLogs, tool: ToolName, process: string): Promise<string[]> {
  const query = { from: 0, tail: 10, follow: false, process };
  return (await Array.fromAsync(kept.read(tool, query, new AbortController().signal))).map(({ text }) => text);
}
