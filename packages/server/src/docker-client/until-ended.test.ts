import { expect, test } from "vitest";
import { untilEnded } from "./until-ended.ts";

const never = new Promise<never>(() => undefined);

test("the engine's own answer ends the wait", async () => {
  await untilEnded(Promise.resolve(), () => Promise.reject(new Error("not asked")));
});

test("a container that has ended without the engine telling ends the wait", async () => {
  await untilEnded(never, () => Promise.resolve(false), 1);
});

test("an engine that is away ends the wait with its error", async () => {
  let looks = 0;
  const look = (): Promise<boolean> => ((looks += 1) < 3 ? Promise.resolve(true) : Promise.reject(new Error("refused")));
  await expect(untilEnded(never, look, 1)).rejects.toThrow("refused");
  expect(looks).toBe(3);
});
