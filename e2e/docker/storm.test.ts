import { afterAll, beforeAll, expect, it } from "vitest";
import { storm, stormWish } from "./storm.ts";
import { stormGround, type StormGround } from "./storm-ground.ts";

const minute = 60_000;
const wish = stormWish({ kills: 15, seed: 7, calmMs: 5 * minute });

let ground: StormGround;
beforeAll(async () => {
  ground = await stormGround(false);
}, 5 * minute);
afterAll(async () => {
  await ground?.[Symbol.asyncDispose]();
}, 5 * minute);

it(`loses nothing and doubles nothing in ${wish.kills} kills at random moments (seed ${wish.seed})`, { timeout: 15 * minute }, async () => {
  await storm(ground, wish);
  expect(ground.on.log()).not.toContain("UnhandledPromiseRejection");
});
