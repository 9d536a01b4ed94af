import { Moment, scheduleFields } from "@sluice/contract";
import { Cron } from "croner";
import { zoneOf } from "./zone.ts";

/** When a schedule is due. */
export interface Schedule {
  /** The first moment after another, ISO 8601 UTC; null when there is none any more. */
  next(after: string): Moment | null;
}

const second = 1000;

/**
 * Reads a schedule in a time zone. Where the clock is changed, it does what cron does: a job with a fixed hour runs
 * once, at the jump when its time is skipped and at the first of two when it is repeated; a job of every hour goes by
 * the hours that really pass.
 */
export function scheduleOf(schedule: string, timezone: string): Schedule {
  const fields = scheduleFields(schedule);
  // croner finds dates; the zone's clock is ours, because it must be exact at its changes
  const cron = new Cron(fields, { timezone: "Etc/UTC" });
  const zone = zoneOf(timezone);
  const wallAfter = (wall: number): number | null => cron.nextRun(new Date(wall))?.getTime() ?? null;

  function fixed(after: number): number | null {
    let wall = wallAfter(after + zone.offset(after));
    while (wall !== null) {
      const instant = zone.instantOf(wall);
      if (instant > after) return instant;
      wall = wallAfter(wall);
    }
    return null;
  }

  function passing(after: number): number | null {
    let from = after;
    let offset = zone.offset(after);
    for (;;) {
      const wall = wallAfter(from + offset);
      if (wall === null) return null;
      const instant = wall - offset;
      if (zone.offset(instant) === offset) return instant;
      const change = zone.changeBetween(Math.max(from, after), instant);
      offset = zone.offset(change);
      from = change - second;
    }
  }

  const everyHour = fields.split(" ")[1]?.startsWith("*") === true;
  return {
    next(after) {
      const found = (everyHour ? passing : fixed)(Date.parse(after));
      return found === null ? null : Moment.parse(new Date(found).toISOString());
    },
  };
}

/** When a schedule is due next. */
export function next(schedule: string, timezone: string, after: string): Moment | null {
  return scheduleOf(schedule, timezone).next(after);
}
