import { Cron } from "croner";

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** The five fields of crontab(5), in order. Sunday is 0 and 7. */
const fields: readonly Field[] = [
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day of the month", least: 1, most: 31 },
  { name: "month", least: 1, most: 12, names: months },
  { name: "day of the week", least: 0, most: 7, names: weekdays },
];

const named: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

/** A schedule as its five fields: `@daily` is `0 0 * * *`. */
export function scheduleFields(schedule: string): string {
  const text = schedule.trim().toLowerCase();
  return named[text] ?? text.split(/\s+/).join(" ");
}

/** What is wrong with a schedule, for a person; null when it is good. */
export function scheduleProblem(schedule: string): string | null {
  const text = scheduleFields(schedule);
  if (text.startsWith("@")) return `${schedule.trim()} is no schedule: say ${Object.keys(named).join(", ")} or five cron fields`;
  const parts = text.split(" ");
  if (parts.length !== fields.length) {
    return `has ${parts.length === 1 ? "one field" : `${parts.length} fields`}, but a schedule has five: minute, hour, day of the month, month, day of the week`;
  }
  for (const [at, field] of fields.entries()) {
    const problem = fieldProblem(parts[at] ?? "", field);
    if (problem !== null) return `the ${field.name} ${problem}`;
  }
  try {
    const first = new Cron(text, { timezone: "Etc/UTC" }).nextRun(new Date(Date.UTC(2000, 0, 1)));
    return first === null ? "never comes: no date fits it" : null;
  } catch (error) {
    return `cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function fieldProblem(text: string, field: Field): string | null {
  for (const part of text.split(",")) {
    const found = /^(\*|[^/-]+)(?:-([^/-]+))?(?:\/(\d{1,4}))?$/.exec(part);
    const [, from, to, step] = found ?? [];
    if (from === undefined || (from === "*" && to !== undefined)) return `cannot be "${part}"`;
    if (step !== undefined && Number(step) === 0) return `cannot be "${part}": a step is at least 1`;
    if (step !== undefined && from !== "*" && to === undefined) return `cannot be "${part}": a step needs a range, like */${step}`;
    if (from === "*") continue;
    const [low, high] = [valueOf(from, field), valueOf(to ?? from, field)];
    if (low === null || high === null) return `cannot be "${part}": give ${field.least} to ${field.most}`;
    if (low > high) return `cannot be "${part}": the range runs backwards`;
  }
  return null;
}

function valueOf(text: string, field: Field): number | null {
  const name = field.names?.indexOf(text) ?? -1;
  if (name >= 0) return name + (field.least === 1 ? 1 : 0);
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return value >= field.least && value <= field.most ? value : null;
}

/** What is wrong with the name of a time zone; null when it is known. */
export function timezoneProblem(timezone: string): string | null {
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
    // an offset would run an hour off for half of the year where the clock is changed
    return /^[+-]/.test(timezone) ? `"${timezone}" is an offset: name the zone, like Europe/Berlin` : null;
  } catch {
    return `"${timezone}" is no time zone: name one of the IANA list, like Europe/Berlin`;
  }
}
