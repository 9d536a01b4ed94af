import { afterAll, beforeAll, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { install, type Installation } from "./installation.ts";
import { residentMiB } from "./resident.ts";

let on: Installation;
beforeAll(async () => {
  on = await install();
});
afterAll(async () => on?.[Symbol.asyncDispose]());

it("a server that has nothing to do holds at most 150 MiB", async () => {
  expect((await apiOf(on).call("me.show")).user).toBe("admin");
  expect(residentMiB(on.pid())).toBeLessThanOrEqual(150);
  for (let n = 0; n < 100; n += 1) await apiOf(on).call("tools.list");
  expect(residentMiB(on.pid())).toBeLessThanOrEqual(150);
});
