import type { ToolName, ToolStatus } from "@sluice/contract";
import { licensedBuild } from "./core/licences/check-licence.ts";
import type { Redaction } from "./core/logs/redaction.ts";
import type { JobsApi } from "./core/jobs/jobs-api.ts";
import type { KeptLogs } from "./core/ports/kept-logs.ts";
import type { Store } from "./core/ports/store.ts";
import { staleOf, type StaleDependencies } from "./core/releases/stale.ts";
import type { Reconciler } from "./core/reconcile/reconciler.ts";

interface StatusDependencies extends StaleDependencies {
  readonly store: Store;
  readonly kept: KeptLogs;
  readonly reconciler: Reconciler;
  readonly redaction: Redaction;
  readonly jobs: JobsApi;
}

/** What runs of a tool, and how it is. */
export async function toolStatus(deps: StatusDependencies, tool: ToolName, url: string): Promise<ToolStatus> {
  const { store, kept, reconciler, redaction, jobs } = deps;
  const [release, known, builds, source, redactor, paused, promotion, ofJobs] = await Promise.all([
    store.liveRelease(tool),
    reconciler.processStatus(tool),
    store.openBuilds(tool),
    staleOf(deps, tool),
    redaction.of(tool),
    store.pause(tool),
    store.promotion(tool),
    jobs.list(tool),
  ]);
  // What ended before this server was started is known from its log only.
  const processes = await Promise.all(
    known.map(async (one) =>
      one.running < one.wanted && one.lastLines.length === 0 ? { ...one, lastLines: await lastLines(kept, tool, one.name) } : one,
    ),
  );
  const found = reconciler.condition(tool);
  const condition = found === null ? null : { ...found, reason: redactor.text(found.reason) };
  const licence = (await licensedBuild(store, tool, release))?.licence ?? null;
  return {
    tool,
    url,
    licence,
    release,
    processes,
    jobs: ofJobs,
    source,
    builds: builds.map((build) => build.id),
    condition,
    paused,
    promotion,
  };
}

async function lastLines(kept: KeptLogs, tool: ToolName, process: string): Promise<string[]> {
  const query = { from: 0, tail: 10, follow: false, process };
  return (await Array.fromAsync(kept.read(tool, query, new AbortController().signal))).map(({ text }) => text);
}
