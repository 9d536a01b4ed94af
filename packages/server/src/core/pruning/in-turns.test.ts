import { expect, test } from "vitest";
import { inTurns, type Stepwise } from "./in-turns.ts";

test("lets others have a turn as soon as a piece has taken its time, and gives the result", async () => {
  let now = 0;
  const others: number[] = [];
  function* work(): Stepwise<string> {
    for (let step = 0; step < 100; step += 1) {
      now += 1;
      if (step % 10 === 0) setImmediate(() => others.push(now));
      yield;
    }
    return "done";
  }
  expect(await inTurns(work(), { monotonic: () => now })).toBe("done");
  expect(others).toHaveLength(10);
  // none waited for longer than a piece takes
  expect(others.every((at, n) => at - n * 10 <= 11)).toBe(true);
});
