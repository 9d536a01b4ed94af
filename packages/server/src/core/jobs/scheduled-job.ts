import type { Job, Moment, ReleaseFile, ToolName } from "@sluice/contract";
import type { NewRunRow } from "../ports/run-store.ts";
import { dueMoments } from "./due.ts";
import type { Schedule } from "./next.ts";
import { jobSpec } from "./run-spec.ts";
import type { ScheduleDependencies } from "./schedule-dependencies.ts";

/** A job of a live release with its place in its schedule. */
export interface ScheduledJob {
  readonly tool: ToolName;
  readonly name: string;
  readonly job: Job;
  readonly file: ReleaseFile;
  readonly key: string;
  readonly schedule: Schedule;
  /** Every moment up to here is settled. */
  handled: string;
  next: Moment | null;
}

/** A clock that was set back by less is waited for. */
const backMs = 60_000;
/** So much later than its moment, a run says so. */
const lateMs = 30_000;

/** Settles the moments of a job that have come. True when something was queued. Whoever repeats it changes nothing. */
export async function settleJob(deps: ScheduleDependencies, one: ScheduledJob, now: string): Promise<boolean> {
  if (Date.parse(one.handled) > Date.parse(now) + backMs) {
    // The clock was set back: moments that had their run are known by it, the others come again.
    await deps.store.beginJob(one.tool, one.name, one.key, now);
    moveTo(one, now);
  }
  if (one.next === null || one.next > now) return false;
  const due = dueMoments(one.schedule, one.handled, now, deps.graceMs);
  for (const [at, moment] of due.missed.entries()) {
    const reason = missedReason(one, at === 0 && due.more);
    await deps.store.addMissed(rowOf(one, reason), moment, now);
  }
  const said = due.run === null ? null : await deps.store.addScheduled(rowOf(one, lateReason(due.run, now)), due.run, now);
  moveTo(one, due.run ?? due.missed.at(-1) ?? now);
  return said === "queued";
}

function moveTo(one: ScheduledJob, handled: string): void {
  one.handled = handled;
  one.next = one.schedule.next(handled);
}

function rowOf(one: ScheduledJob, reason: string | null): NewRunRow {
  return { ...jobSpec(one.file, one.name, one.job), cause: "schedule", askedBy: "schedule", reason };
}

function missedReason(one: ScheduledJob, more: boolean): string {
  const earlier = more ? ` So were earlier ones, since ${one.handled}.` : "";
  return `It was missed: no server was there when it was due, and it was too late for it afterwards.${earlier}`;
}

function lateReason(moment: Moment, now: string): string | null {
  const late = Date.parse(now) - Date.parse(moment);
  return late < lateMs ? null : `It ran ${Math.round(late / 60_000)} min late: no server was there when it was due.`;
}
