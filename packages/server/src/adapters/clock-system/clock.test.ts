import { Moment } from "@sluice/contract";
import { expect, test } from "vitest";
import { systemClock, systemRandom } from "./clock.ts";

test("now is a moment of the contract, with milliseconds", () => {
  expect(Moment.parse(systemClock.now())).toMatch(/\.\d{3}Z$/);
});

test("monotonic never goes back", () => {
  const first = systemClock.monotonic();
  expect(systemClock.monotonic()).toBeGreaterThanOrEqual(first);
});

test("random is hex of the wanted length, another each time", () => {
  expect(systemRandom.hex(4)).toMatch(/^[0-9a-f]{8}$/);
  expect(systemRandom.hex(16)).not.toBe(systemRandom.hex(16));
});
