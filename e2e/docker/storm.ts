import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { apiOf } from "./api.ts";
import { mulberry } from "./generator.ts";
import { visitSteadily } from "./page.ts";
import type { Check } from "./storm-act.ts";
import { toolActs } from "./storm-acts.ts";
import { deepActs } from "./storm-deep-acts.ts";
import { calm, nothingAfter, nothingDoubled, nothingLeft } from "./storm-end.ts";
import type { StormGround } from "./storm-ground.ts";

/** A storm that can be had again: the same seed gives the same acts and the same moments. */
export interface StormWish {
  readonly kills: number;
  readonly seed: number;
  /** How long what was begun may take to its end, in ms. */
  readonly calmMs: number;
}

/** From the environment: SLUICE_STORM_KILLS, SLUICE_STORM_SEED. */
export function stormWish(usual: StormWish): StormWish {
  const { env } = process;
  return {
    ...usual,
    kills: Number(env["SLUICE_STORM_KILLS"] ?? usual.kills),
    seed: Number(env["SLUICE_STORM_SEED"] ?? usual.seed),
  };
}

/** Longer work than fits between two kills comes to its end now and then. */
const restMs = 6000;
const killsToRest = 10;
/** So many acts are answered before the kill comes: what they began goes on, and is cut off later. */
const heardShare = 0.5;
const longestMs = 10_000;

/**
 * Asks for something, kills the server at a random moment, starts it again, and so on; then compares what was
 * acknowledged with what API, control repository and engine say. SLUICE_STORM_ACTS: of these alone, comma-separated,
 * to look for the cause of a failure.
 */
export async function storm(ground: StormGround, { kills, seed, calmMs }: StormWish): Promise<void> {
  const { on, deep } = ground;
  const random = mulberry(seed);
  const kinds = [toolActs(ground), ...(deep === null ? [] : [deepActs(ground, deep)])];
  const only = process.env["SLUICE_STORM_ACTS"]?.split(",");
  const acts = kinds.flatMap((kind) => Object.entries(kind.acts)).filter(([name]) => only?.includes(name) ?? true);
  const visits = ground.tools.map((tool) => ({ tool, load: visitSteadily(on, tool, 400_000) }));
  const journal: { readonly what: string; readonly check: Check }[] = [];
  const begun = performance.now();
  for (let kill = 0; kill < kills; kill += 1) {
    const [name, chosen] = acts[Math.floor(random() * acts.length)] ?? [];
    if (name === undefined || chosen === undefined) throw new Error("there is no such act");
    const isHeard = random() < heardShare;
    const after = Math.floor(random() * chosen.within);
    const acting = chosen.act(kill);
    const ended = acting.then(
      () => undefined,
      () => undefined,
    );
    if (isHeard) await Promise.race([ended, pause(longestMs)]);
    await pause(after);
    await on.kill();
    const check = await acting;
    if (check !== null) journal.push({ what: `${name} ${kill}, killed ${after} ms after its ${isHeard ? "end" : "begin"}`, check });
    await on.start();
    if (kill % killsToRest === killsToRest - 1) await pause(restMs);
  }
  await calm(ground, calmMs);
  for (const { what, check } of journal) {
    await check().catch((cause: unknown) => {
      throw new Error(`${what}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    });
  }
  if (only === undefined) expect(journal.length).toBeGreaterThan(kills / 10);
  await nothingDoubled(ground);
  if (only === undefined) for (const { after } of kinds) await after();
  await calm(ground, calmMs);
  await nothingLeft(ground);
  expect((await apiOf(on).call("pruning.run", {})).problems).toEqual([]);
  for (const { tool, load } of visits) {
    const { failures, answered } = await load.stop();
    expect({ tool, failures }).toEqual({ tool, failures: [] });
    expect(answered).toBeGreaterThan(kills);
  }
  await nothingAfter(on);
  const seconds = Math.round((performance.now() - begun) / 1000);
  console.info(`storm ${seed}: ${kills} kills, ${journal.length} acts acknowledged, ${ground.starts.keys.length} runs, ${seconds} s`);
}
