import type { JobStatus, Run } from "@sluice/contract";
import { localAndRelative, relative, span } from "./times.ts";

/** `succeeded`, `failed (exit 3)`, `failed: the platform`. */
export function runOutcome(run: Run): string {
  if (run.state !== "failed") return run.state;
  if (run.fault === "platform") return "failed: the platform";
  return run.exitCode === null ? "failed" : `failed (exit ${run.exitCode})`;
}

/** How long it ran, or runs; null when it never began. */
export function runTook(run: Run, now: Date): string | null {
  if (run.started === null) return null;
  return span((run.ended === null ? now.getTime() : Date.parse(run.ended)) - Date.parse(run.started));
}

/** `last: succeeded, 2 min, 3 h ago`. */
export function lastWords(job: JobStatus, now: Date): string {
  if (job.last === null) return "last: never";
  const took = runTook(job.last, now);
  const at = job.last.ended ?? job.last.started ?? job.last.queued;
  return `last: ${[runOutcome(job.last), ...(took === null ? [] : [took]), relative(at, now)].join(", ")}`;
}

/** In the reader's zone. */
export function nextWords(job: JobStatus, now: Date): string {
  if (job.pausedBy !== null) return `paused by ${job.pausedBy}`;
  return job.next === null ? "next: never" : `next: ${localAndRelative(job.next, now)}`;
}

/** The schedule, with its zone when that is another than UTC. */
export function scheduleWords(job: Pick<JobStatus, "schedule" | "timezone">): string {
  return job.timezone === "UTC" ? job.schedule : `${job.schedule} ${job.timezone}`;
}
