import { Moment } from "@sluice/contract";
import { expect, test } from "vitest";
import { clockWatch } from "./clock-watch.ts";

const hour = 3600_000;

function play() {
  let [wall, monotonic] = [Date.UTC(2026, 0, 1), 5];
  const watch = clockWatch({ now: () => Moment.parse(new Date(wall).toISOString()), monotonic: () => monotonic });
  return {
    look: () => watch.look(24 * hour),
    pass(ms: number) {
      wall += ms;
      monotonic += ms;
    },
    set: (ms: number) => void (wall += ms),
  };
}

test("time that passes is no jump, however long nobody looked", () => {
  const { look, pass, set } = play();
  expect(look()).toBe(0);
  pass(90 * 24 * hour);
  set(500);
  expect(look()).toBe(0);
});

test("a clock that was set forward is known for the whole time, and no longer", () => {
  const { look, pass, set } = play();
  set(48 * hour);
  expect(look()).toBe(48 * hour);
  pass(23 * hour);
  expect(look()).toBe(48 * hour);
  pass(hour);
  expect(look()).toBe(0);
});

test("a clock that was set right again is forgotten at once, and one that was set back alone is none", () => {
  const { look, pass, set } = play();
  set(48 * hour);
  expect(look()).toBe(48 * hour);
  pass(hour);
  set(-48 * hour);
  expect(look()).toBe(0);
  set(-48 * hour);
  expect(look()).toBe(0);
});
