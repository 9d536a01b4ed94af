import { expect, test } from "vitest";
import { createWriteGate } from "./write-gate.ts";

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function played() {
  const gate = createWriteGate();
  const said: string[] = [];
  const begin = (how: "writing" | "alone", name: string) => {
    const end = Promise.withResolvers<void>();
    const done = gate[how](async () => {
      said.push(`${name} begins`);
      await end.promise;
      said.push(`${name} ends`);
    });
    return { end: end.resolve, fail: () => end.reject(new Error(name)), done };
  };
  return { said, begin };
}

test("lets writers through together, and a collection only when all have ended", async () => {
  const { said, begin } = played();
  const [one, two] = [begin("writing", "one"), begin("writing", "two")];
  await tick();
  const collection = begin("alone", "collection");
  await tick();
  expect(said).toEqual(["one begins", "two begins"]);
  one.end();
  await one.done;
  await tick();
  expect(said).not.toContain("collection begins");
  two.fail();
  await expect(two.done).rejects.toThrow("two");
  await tick();
  expect(said.at(-1)).toBe("collection begins");
  collection.end();
  await collection.done;
});

test("lets no writer in while a collection waits or runs, also after one that failed", async () => {
  const { said, begin } = played();
  const one = begin("writing", "one");
  await tick();
  const [first, second] = [begin("alone", "first"), begin("alone", "second")];
  const late = begin("writing", "late");
  one.end();
  await one.done;
  await tick();
  first.fail();
  await expect(first.done).rejects.toThrow("first");
  await tick();
  expect(said).toEqual(["one begins", "one ends", "first begins", "second begins"]);
  second.end();
  await second.done;
  await tick();
  expect(said.at(-1)).toBe("late begins");
  late.end();
  await late.done;
});
