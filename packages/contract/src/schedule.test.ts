import { expect, test } from "vitest";
import { Job } from "./schemas/jobs.ts";
import { scheduleProblem, timezoneProblem } from "./schedule.ts";

test.each(["* * * * *", "*/5 0-6,22 1 JAN-mar mon-FRI", "0 0 * * 7", "@daily", " @Hourly ", "0 0 29 2 *", "5,10-20/2 * * * *"])(
  "takes %j",
  (schedule) => expect(scheduleProblem(schedule)).toBeNull(),
);

test.each([
  ["* * * *", "has 4 fields"],
  ["0 0 * * * *", "has 6 fields"],
  ["daily", "has one field"],
  ["@often", "@often is no schedule"],
  ["60 * * * *", 'the minute cannot be "60": give 0 to 59'],
  ["0 24 * * *", "the hour"],
  ["0 0 0 * *", "the day of the month"],
  ["0 0 * foo *", 'the month cannot be "foo"'],
  ["0 0 * * 8", "the day of the week"],
  ["*/0 * * * *", "a step is at least 1"],
  ["5/10 * * * *", "a step needs a range"],
  ["0 12-8 * * *", "the range runs backwards"],
  ["0 0 30 2 *", "never comes"],
  ["0 0 L * *", "the day of the month"],
  ["-1 * * * *", "the minute"],
])("refuses %j: %s", (schedule, words) => expect(scheduleProblem(schedule)).toContain(words));

test("knows zones, and asks for a name instead of an offset", () => {
  expect(timezoneProblem("Europe/Berlin")).toBeNull();
  expect(timezoneProblem("UTC")).toBeNull();
  expect(timezoneProblem("Mars/Base")).toContain("is no time zone");
  expect(timezoneProblem("+02:00")).toContain("is an offset");
});

test("a job with a wrong schedule is refused with the path", () => {
  const { error } = Job.safeParse({ command: "x", schedule: "61 * * * *", timezone: "Nowhere" });
  expect(error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
    'schedule: the minute cannot be "61": give 0 to 59',
    'timezone: "Nowhere" is no time zone: name one of the IANA list, like Europe/Berlin',
  ]);
});
