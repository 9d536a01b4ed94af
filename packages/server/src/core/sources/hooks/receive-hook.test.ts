import { HookForge, type Moment, SluiceError, ToolName, UserName } from "@sluice/contract";
import { expect, test } from "vitest";
import type { HookRow } from "../../ports/hook-store.ts";
import type { SourceRow } from "../../ports/source-store.ts";
import { commit, played, playHook } from "./played-hooks.ts";
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

/** A generator with a seed (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** Changes bytes, lengths and whole headers. */
function mutated(request: HookRequest & { headers: Record<string, string> }, below: (most: number) => number): HookRequest {
  const body = Buffer.from(request.body);
  const headers: Record<string, string | string[]> = { ...request.headers };
  const names = Object.keys(headers);
  const name = names[below(names.length)] ?? "";
  const value = String(headers[name]);
  const at = below(Math.max(1, value.length));
  const odd = ["", "sha256=", "null", "\u0000", "é", "v1,", value.repeat(3), value.slice(0, at), value.toUpperCase(), "9".repeat(400)];
  switch (below(7)) {
    case 0:
      body[below(body.length)] = below(256);
      return { ...request, body };
    case 1:
      return { ...request, body: body.subarray(0, below(body.length)) };
    case 2:
      return { ...request, body: Buffer.concat([body, Buffer.from(Array.from({ length: below(50) + 1 }, () => below(256)))]) };
    case 3:
      return { ...request, headers: { ...headers, [name]: odd[below(odd.length)] ?? "" } };
    case 4:
      return { ...request, headers: { ...headers, [name]: [value, value] } };
    case 5:
      return {
        ...request,
        pathSecret: odd[below(odd.length)] ?? "",
        headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
      };
    default:
      return {
        ...request,
        headers: { ...headers, [name]: `${value.slice(0, at)}${String.fromCodePoint(below(250) + 1)}${value.slice(at + 1)}` },
      };
  }
}

/** By what the forge would have sent for just these bytes, not by what is tested. */
function isSigned(forge: HookForge, { headers, body, pathSecret }: HookRequest): boolean {
  if (forge === "gerrit") return pathSecret === secret;
  const sent = Object.entries(played[forge].headers(secret, body, nowMs / 1000));
  return sent.filter(([name]) => /signature|token|timestamp/.test(name)).every(([name, value]) => headers[name] === value);
}

test("5,000 mutated webhooks: none breaks anything, and none without a good signature starts anything", async () => {
  const below = random(20_261_122);
  const broken: string[] = [];
  let [refused, good] = [0, 0];
  for (let n = 0; n < 5000; n += 1) {
    const forge = HookForge.options[n % HookForge.options.length] ?? "github";
    const { receive, woken } = world();
    // every other one is signed anew after it was changed, so that what reads payloads is tried, too
    const before = playHook(forge, secret, nowMs);
    const changed = mutated(before, below);
    const request =
      below(2) === 0
        ? changed
        : { ...changed, headers: { ...changed.headers, ...played[forge].headers(secret, changed.body, nowMs / 1000) }, pathSecret: secret };
    const answer: unknown = await receive(forge, request).catch((error: unknown) => error);
    const isTaken = !(answer instanceof Error);
    if (isTaken) good += 1;
    else refused += 1;
    if (!isTaken && !(answer instanceof SluiceError && answer.code === "not-signed-in")) broken.push(`${forge} ${n}: ${String(answer)}`);
    if ((isTaken || woken.count > 0) && !isSigned(forge, request)) broken.push(`${forge} ${n} was taken without a signature`);
  }
  expect(broken).toEqual([]);
  expect(refused).toBeGreaterThan(1000);
  expect(good).toBeGreaterThan(1000);
});
