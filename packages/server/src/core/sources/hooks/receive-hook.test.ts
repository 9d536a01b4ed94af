import { HookForge, type Moment, SluiceError, ToolName, UserName } from "@sluice/contract";
import { expect, test } from "vitest";
import type { HookRow } from "../../ports/hook-store.ts";
import type { SourceRow } from "../../ports/source-store.ts";
import { seeded } from "../../../../test/fixtures/seeded.ts";
import { isSigned, mutatedHook } from "./mutated-hooks.ts";
import { commit, playHook } from "./played-hooks.ts";
import { toldCommits } from "./told-commits.ts";
import { type HookAnswer, receiveHook } from "./receive-hook.ts";
import type { HookRequest } from "./verify-hook.ts";

const now = "2026-11-22T06:00:00.000Z" as Moment;
const nowMs = Date.parse(now);
const tool = ToolName.parse("shop");
const secret = "correct horse battery staple";
const ids = new Map(HookForge.options.map((forge, n) => [forge, n.toString(16).padStart(16, "0")]));

/** One hook of each forge on one tool, in memory. */
function world(seen: string | null = null) {
  const kept = new Set<string>();
  const [woken, source] = [{ count: 0 }, { tool, url: "https://x/y", branch: "main", commit: seen } as SourceRow];
  const rows = new Map(
    HookForge.options.map((forge): [string, HookRow] => {
      const id = ids.get(forge) ?? "";
      return [id, { id, tool, forge, by: UserName.parse("ada"), created: now, heard: null, sealed: secret, key: "k" }];
    }),
  );
  const deps = {
    clock: { now: () => now, monotonic: () => 0 },
    vault: { open: async (_: string, sealed: string) => sealed },
    told: toldCommits(),
    wake: () => void (woken.count += 1),
    store: {
      source: async () => source,
      hook: async (id: string) => rows.get(id) ?? null,
      async takeDelivery({ id }: HookRow, delivery: string) {
        const isNew = !kept.has(`${id} ${delivery}`);
        kept.add(`${id} ${delivery}`);
        return isNew;
      },
    },
  };
  return {
    woken,
    receive: (forge: HookForge, request: HookRequest): Promise<HookAnswer> => receiveHook(deps, tool, ids.get(forge) ?? "", request),
  };
}

test.each(HookForge.options)("a push of %s is queued once, however often it is sent", async (forge) => {
  const { receive, woken } = world();
  const request = playHook(forge, secret, nowMs);
  expect(await receive(forge, request)).toMatchObject({ state: "queued" });
  expect(await receive(forge, request)).toMatchObject({ state: "known" });
  expect(woken.count).toBe(1);
});

test("a commit that was fetched already and another branch start nothing", async () => {
  const known = world(commit);
  expect(await known.receive("github", playHook("github", secret, nowMs))).toMatchObject({ state: "known" });
  const other = { ref: "refs/heads/topic", after: commit };
  expect(await known.receive("github", playHook("github", secret, nowMs, other))).toMatchObject({ state: "ignored" });
  expect(known.woken.count).toBe(0);
});

test("a hook of another tool is not there", async () => {
  const { receive } = world();
  await expect(receive("github", { ...playHook("github", "wrong", nowMs) })).rejects.toMatchObject({ code: "not-signed-in" });
  ids.set("gogs", "f".repeat(16));
  const { receive: moved } = world();
  ids.set("gogs", "e".repeat(16));
  await expect(moved("gogs", playHook("gogs", secret, nowMs))).rejects.toMatchObject({ code: "not-found" });
});

test("5,000 mutated webhooks: none breaks anything, and none without a good signature starts anything", async () => {
  const below = seeded(20_261_122);
  const broken: string[] = [];
  let [refused, good] = [0, 0];
  for (let n = 0; n < 5000; n += 1) {
    const forge = HookForge.options[n % HookForge.options.length] ?? "github";
    const { receive, woken } = world();
    const request = mutatedHook(forge, secret, nowMs, below);
    const answer: unknown = await receive(forge, request).catch((error: unknown) => error);
    const isTaken = !(answer instanceof Error);
    if (isTaken) good += 1;
    else refused += 1;
    if (!isTaken && !(answer instanceof SluiceError && answer.code === "not-signed-in")) broken.push(`${forge} ${n}: ${String(answer)}`);
    if ((isTaken || woken.count > 0) && !isSigned(forge, request, secret, nowMs))
      broken.push(`${forge} ${n} was taken without a signature`);
  }
  expect(broken).toEqual([]);
  expect(refused).toBeGreaterThan(1000);
  expect(good).toBeGreaterThan(1000);
});
