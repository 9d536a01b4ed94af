import { expect, test } from "vitest";
import { outcomeOf, platformFailure, retryPause } from "./run-outcome.ts";

const spec = { timeout: 90, memory: "64Mi" };
const row = { job: "nightly", retries: 2, failures: 0, attempts: 1 };
const failed = outcomeOf(spec, { exitCode: 3, outOfMemory: false, timedOut: false });

test.each([
  [{ exitCode: 0, outOfMemory: false, timedOut: false }, "succeeded", null],
  [{ exitCode: 3, outOfMemory: false, timedOut: false }, "failed", "It ended with exit code 3."],
  [{ exitCode: 137, outOfMemory: true, timedOut: false }, "failed", "It used more than its 64Mi of memory and was ended."],
  [{ exitCode: 143, outOfMemory: false, timedOut: true }, "timed-out", "It took longer than 90 s and was ended."],
])("%j is %s", (ended, state, reason) => expect(outcomeOf(spec, ended)).toMatchObject({ state, reason }));

test("a failed run is tried again as often as the job says, with growing pauses", () => {
  expect(retryPause(row, failed)).toBe(10_000);
  expect(retryPause({ ...row, failures: 1, attempts: 2 }, failed)).toBe(20_000);
  expect(retryPause({ ...row, failures: 2, attempts: 3 }, failed)).toBeNull();
  expect(retryPause({ ...row, retries: 0 }, failed)).toBeNull();
});

test("a fault of ours costs none of the job's own retries, and is not tried for ever", () => {
  const ours = platformFailure("It vanished.");
  expect(retryPause({ ...row, retries: 0 }, ours)).toBe(10_000);
  expect(retryPause({ ...row, retries: 0, attempts: 4 }, ours)).toBeNull();
  expect(retryPause({ ...row, failures: 1, attempts: 3 }, failed)).toBe(40_000);
});

test("neither success nor cancelling nor a one-off is tried again", () => {
  expect(retryPause(row, { ...failed, state: "succeeded" })).toBeNull();
  expect(retryPause(row, { ...failed, state: "cancelled" })).toBeNull();
  expect(retryPause({ ...row, job: null }, failed)).toBeNull();
});
