import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { imageUses } from "./image-uses.ts";

test("what is held is not removed, and who comes while it is removed waits until it is gone", async () => {
  const uses = imageUses();
  const done: string[] = [];
  const held = uses.hold(["a", "b"]);
  expect(await uses.removeUnheld("a", async () => true)).toBe(false);
  held[Symbol.dispose]();
  held[Symbol.dispose]();
  const other = uses.hold(["b"]);
  expect(await uses.removeUnheld("b", async () => true)).toBe(false);
  const removal = uses.removeUnheld("a", async () => {
    await turn();
    done.push("removed");
    return true;
  });
  expect(await uses.removeUnheld("a", async () => true)).toBe(false);
  await uses.settled(["a", "b"]).then(() => done.push("waited"));
  expect([await removal, done]).toEqual([true, ["removed", "waited"]]);
  other[Symbol.dispose]();
  await expect(uses.removeUnheld("b", async () => Promise.reject(new Error("the engine is away")))).rejects.toThrow("away");
  expect(await uses.removeUnheld("b", async () => true)).toBe(true);
});
