import { ReleaseNumber, RunId, ToolName } from "@sluice/contract";
import { expect, test } from "vitest";
import type { JobState, RunEnd } from "../ports/run-store.ts";
import { aftermath } from "./failure-mail.ts";
import { outcomeOf } from "./run-outcome.ts";

const tool = ToolName.parse("foo");
const run = { id: RunId.parse(7), tool, attempts: 2, release: ReleaseNumber.parse(1) };
const failed = outcomeOf({ timeout: 60, memory: "64Mi" }, { exitCode: 3, outOfMemory: false, timedOut: false });
const well: RunEnd = { state: "succeeded", fault: null, reason: null, exitCode: 0 };
const start: JobState = { tool, job: "nightly", schedule: "", handled: "", pausedBy: null, failingSince: null, mailedAt: null };
const at = (hours: number): string => new Date(Date.UTC(2026, 0, 1) + hours * 3600_000).toISOString();

/** Ends of runs, each so many hours after the beginning; returns the subjects of the mails. */
function story(ends: readonly (readonly [hours: number, end: RunEnd])[], to = ["ann@example.org"]): (string | null)[] {
  let state = start;
  return ends.map(([hours, end]) => {
    const { mail, ...next } = aftermath(state, { run, end, at: at(hours), to, tail: ["boom"] });
    state = { ...state, ...next };
    return mail?.subject ?? null;
  });
}

test("a job that goes on failing is told of once a day, and once when it is well again", () => {
  const failing = Array.from({ length: 30 }, (_, hour) => [hour, failed] as const);
  const said = story([...failing, [30, well], [31, well]]);
  expect(said.flatMap((subject, hour) => (subject === null ? [] : [[hour, subject]]))).toEqual([
    [0, "nightly of foo failed"],
    [24, "nightly of foo failed"],
    [30, "nightly of foo is well again"],
  ]);
});

test("one that flaps is told of no more than that", () => {
  expect(
    story([
      [0, failed],
      [1, well],
      [2, failed],
      [3, well],
      [26, failed],
    ]),
  ).toEqual(["nightly of foo failed", "nightly of foo is well again", null, null, "nightly of foo failed"]);
});

test("nobody is told where nobody wants to know, and cancelling is no failure", () => {
  expect(story([[0, failed]], [])).toEqual([null]);
  expect(story([[0, { ...failed, state: "cancelled" }]])).toEqual([null]);
});

test("the mail says what happened, whose fault it is, the last lines and what to do", () => {
  const { mail } = aftermath(start, { run, end: failed, at: at(0), to: ["ann@example.org"], tail: ["one", "two"] });
  expect(mail).toMatchObject({ tool, to: ["ann@example.org"] });
  expect(mail?.text).toContain("Run 7 of nightly (foo) failed after 2 attempts. It ended with exit code 3.\n");
  expect(mail?.text).toContain("  one\n  two\n");
  expect(mail?.text).toContain("sluice runs log 7 -t foo");
});
