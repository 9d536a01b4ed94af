import { Moment } from "@sluice/contract";
import { usage } from "./failure.ts";

/** The end of a day in the reader's zone, which is the beginning of the next one. */
export function lastDay(text: string | undefined): Moment {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text ?? "") ?? [];
  const end = new Date(Number(year), Number(month) - 1, Number(day) + 1);
  // what is no day of its month has become one of the next
  const whole = new Date(Number(year), Number(month) - 1, Number(day));
  if (whole.getMonth() === Number(month) - 1) return Moment.parse(end.toISOString());
  if (text === undefined) throw usage("The last day is missing.", "Say it with --until, like --until 2026-12-31.");
  throw usage(`--until is "${text}".`, "Give a day like 2026-12-31.");
}
