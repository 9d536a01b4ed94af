import { afterAll, beforeAll, expect, it } from "vitest";
import { storm, stormWish } from "./storm.ts";
import { stormGround, type StormGround } from "./storm-ground.ts";

const minute = 60_000;
const wish = stormWish({ kills: 200, seed: 20261122, calmMs: 10 * minute });

let ground: StormGround;
beforeAll(async () => {
  ground = await stormGround(true);
}, 15 * minute);
afterAll(async () => {
  await ground?.[Symbol.asyncDispose]();
}, 5 * minute);

it(`loses nothing and doubles nothing in ${wish.kills} kills at random moments (seed ${wish.seed})`, { timeout: 90 * minute }, async () => {
  await storm(ground, wish);
  expect(ground.on.log()).not.toContain("UnhandledPromiseRejection");
});
