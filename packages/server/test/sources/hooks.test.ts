import { HookForge, type ToolName } from "@sluice/contract";
import Fastify from "fastify";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { systemRandom } from "../../src/adapters/clock-system/clock.ts";
import { checkSource } from "../../src/core/sources/check-source.ts";
import { hookActions } from "../../src/core/sources/hooks/hook-actions.ts";
import { perMinute } from "../../src/core/sources/hooks/per-minute.ts";
import { isSigned, mutatedHook } from "../../src/core/sources/hooks/mutated-hooks.ts";
import { playHook } from "../../src/core/sources/hooks/played-hooks.ts";
import { answerError } from "../../src/http/answer-error.ts";
import { slots } from "../../src/http/git/slots.ts";
import { hookRoutes } from "../../src/http/hooks/hook-routes.ts";
import { seeded } from "../fixtures/seeded.ts";
import { keptConnections, sendRaw } from "./send-raw.ts";
import { ada, openVault as vault, type SourceWorld, sourceWorld } from "./source-world.ts";

let world: SourceWorld;
beforeAll(async () => {
  world = await sourceWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** The real routes, listening; nobody watches, so what is accepted stays due. */
async function listening(most = 1000) {
  const { store, push } = world.platform;
  const { clock } = push;
  const app = Fastify({ logger: false });
  app.setErrorHandler(answerError((_, error) => world.platform.errors.push(error)));
  let woken = 0;
  await app.register(hookRoutes, {
    hooks: { store, vault, clock, told: world.deps.told, wake: () => void (woken += 1) },
    count: perMinute(clock, most),
    slots: slots(8, "webhooks"),
  });
  const base = await app.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => app.close());
  return { actions: hookActions({ store, vault, clock, random: systemRandom, base }), woken: () => woken };
}

async function withSource(name: string): Promise<{ tool: ToolName; commit: (text: string) => Promise<string> }> {
  const tool = await world.tool(name);
  const { commit, url } = await world.elsewhere(name);
  await commit({ Procfile: "web: python app.py\n" });
  await world.actions.set(tool, { url, branch: "main" }, ada);
  return { tool, commit: (text) => commit({ "app.py": text }) };
}

async function send(url: string, { headers, body }: { headers: Record<string, string>; body: Buffer }) {
  const response = await fetch(url, { method: "POST", headers, body: new Uint8Array(body) });
  return { status: response.status, text: await response.text() };
}

test.each(HookForge.options)("a webhook of %s makes the source due, whatever becomes of the server then", async (forge) => {
  const { actions, woken } = await listening();
  const { tool } = await withSource(`due-${forge.replaceAll("-", "")}`);
  const source = await world.row(tool);
  await world.platform.store.noteLook(source, { at: source.set, problem: null, failures: 0, next: "2099-01-01T00:00:00.000Z" });
  const { url, secret } = await actions.create(tool, forge, ada);
  const request = playHook(forge, secret, Date.now());
  expect(await send(url, request)).toMatchObject({ status: 202 });
  expect(await send(url, request), "the same again").toMatchObject({ status: 200, text: expect.stringContaining("known") });
  expect(woken()).toBe(1);
  const due = await world.platform.store.dueSources(world.platform.push.clock.now() as never, 100);
  expect(due.map((one) => one.tool)).toContain(tool);
  expect((await actions.list(tool))[0]).toMatchObject({ forge, heard: expect.any(String) });
  expect(JSON.stringify(await actions.list(tool))).not.toContain(secret);
});

test("what a webhook says is not believed: what the repository has is built", async () => {
  const { actions } = await listening();
  const { tool, commit } = await withSource("hint");
  const { url, secret } = await actions.create(tool, "github", ada);
  const real = await commit("print(1)\n");
  const lie = { ref: "refs/heads/main", after: "d".repeat(40), repository: { clone_url: "https://evil.example/x.git" } };
  expect(await send(url, playHook("github", secret, Date.now(), lie))).toMatchObject({ status: 202 });
  expect(await world.actions.check(tool)).toMatchObject({ outcome: "queued", commit: real });
  await (await world.platform.takeBuild()).end("succeeded");
});

test("a commit that a webhook speaks of is fetched at once; anything else that it says is looked up first", async () => {
  const { actions } = await listening();
  const { tool, commit } = await withSource("told");
  const { url, secret } = await actions.create(tool, "github", ada);
  const speak = async (after: string) => {
    const { headers, body } = playHook("github", secret, Date.now(), { ref: "refs/heads/main", after });
    expect(await send(url, { headers: { ...headers, "x-github-delivery": after }, body })).toMatchObject({ status: 202 });
  };
  const { look, fetch } = world.deps.remotes;
  let looks = 0;
  const remotes = { fetch, look: (at: Parameters<typeof look>[0]) => ((looks += 1), look(at)) };
  const check = async () => checkSource({ ...world.deps, remotes }, await world.row(tool), false);
  const first = await commit("print(1)\n");
  expect(await check()).toMatchObject({ outcome: "queued", commit: first });
  await (await world.platform.takeBuild()).end("succeeded");
  expect(looks, "nothing was told").toBe(1);

  const second = await commit("print(2)\n");
  await speak(second);
  expect(await check()).toMatchObject({ outcome: "queued", commit: second });
  await (await world.platform.takeBuild()).end("succeeded");
  expect(looks, "told").toBe(1);
  await speak(first);
  expect(await check(), "an old event").toMatchObject({ outcome: "current", commit: second });
  await speak("d".repeat(40));
  expect(await check(), "a commit that is nowhere").toMatchObject({ outcome: "current", commit: second });
  expect(looks).toBe(1);
  expect(await check(), "it was told once").toMatchObject({ outcome: "current" });
  expect(looks).toBe(2);
});

test("without its secret, with an old one, to another tool, or too large: nothing is taken", async () => {
  const { actions, woken } = await listening();
  const { tool } = await withSource("closed");
  const old = await actions.create(tool, "github", ada);
  const { url, secret } = await actions.create(tool, "github", ada);
  const good = playHook("github", secret, Date.now());
  expect(await send(url, { ...good, headers: {} })).toMatchObject({ status: 401 });
  expect(await send(url, playHook("github", old.secret, Date.now()))).toMatchObject({ status: 401 });
  expect(await send(old.url, playHook("github", old.secret, Date.now()))).toMatchObject({ status: 404 });
  expect(await send(url.replace("/closed/", "/hint/"), good)).toMatchObject({ status: 404 });
  expect(await send(`${url.slice(0, -1)}x`, good)).toMatchObject({ status: 404 });
  const large = playHook("github", secret, Date.now(), { ref: "refs/heads/main", text: "x".repeat(3 * 1024 * 1024) });
  expect((await send(url, large)).status).toBe(413);
  await actions.remove(tool, "github");
  expect(await send(url, good)).toMatchObject({ status: 404 });
  expect(woken()).toBe(0);
});

test("more than the limit in a minute to one address are refused, and others go on", async () => {
  const { actions } = await listening(3);
  const { tool } = await withSource("busy");
  const busy = await actions.create(tool, "github", ada);
  const other = await actions.create(tool, "gitea", ada);
  for (let n = 0; n < 3; n += 1) await send(busy.url, { headers: {}, body: Buffer.from("{}") });
  expect((await send(busy.url, playHook("github", busy.secret, Date.now()))).status).toBe(429);
  expect((await send(other.url, playHook("gitea", other.secret, Date.now()))).status).toBe(202);
});

test("5,000 mutated webhooks over http: each is answered, none by a fault, and none without a good signature is taken", async () => {
  const { actions, woken } = await listening(100_000);
  const { tool } = await withSource("mutated");
  const made = await Promise.all(HookForge.options.map((forge) => actions.create(tool, forge, ada)));
  const below = seeded(20_261_122);
  const wrong: string[] = [];
  const statuses = new Map<number, number>();
  using agent = keptConnections(4);
  const one = async (n: number): Promise<void> => {
    const hook = made[n % made.length];
    if (hook === undefined) return;
    const nowMs = Date.now();
    const request = mutatedHook(hook.forge, hook.secret, nowMs, below);
    const status = await sendRaw(agent, hook.url.replace(`/${hook.secret}`, ""), request);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const isTaken = status === 200 || status === 202;
    if (isTaken && !isSigned(hook.forge, request, hook.secret, nowMs)) wrong.push(`${hook.forge} ${n} was taken without a signature`);
    if (!isTaken && ![400, 401, 404, 414].includes(status)) wrong.push(`${hook.forge} ${n} was answered with ${status}`);
  };
  for (let n = 0; n < 5000; n += 4) await Promise.all([n, n + 1, n + 2, n + 3].map(one));
  expect(wrong).toEqual([]);
  expect(statuses.get(401)).toBeGreaterThan(1000);
  expect(statuses.get(200)).toBeGreaterThan(1000);
  // one delivery of each, and those whose name was changed
  expect(woken()).toBe(statuses.get(202));
  expect(world.platform.errors).toEqual([]);
});

test("a tool without a source gets no webhook, and loses those it had with its source", async () => {
  const { actions } = await listening();
  const bare = await world.tool("bare");
  await expect(actions.create(bare, "github", ada)).rejects.toMatchObject({ code: "wrong-state" });
  const { tool } = await withSource("losing");
  await actions.create(tool, "github", ada);
  await world.actions.remove(tool);
  expect(await actions.list(tool)).toEqual([]);
});

test.each([
  ["github", { "x-github-event": "pull_request" }],
  ["gitlab", { "x-gitlab-event": "Merge Request Hook" }],
  ["gitea", { "x-gitea-event": "pull_request" }],
  ["bitbucket-cloud", { "x-event-key": "pullrequest:updated" }],
  ["bitbucket-dc", { "x-event-key": "pr:from_ref_updated" }],
] as const)("%s's word of a pull request has the source looked at only where pull requests get previews", async (forge, event) => {
  const { actions, woken } = await listening();
  const { tool } = await withSource(`pull-${forge.replaceAll("-", "")}`);
  const { url, secret } = await actions.create(tool, forge, ada);
  const said = (payload: object) => {
    const request = playHook(forge, secret, Date.now(), payload);
    return { ...request, headers: { ...request.headers, ...event } };
  };
  expect(await send(url, said({ action: "opened" }))).toMatchObject({ status: 200, text: expect.stringContaining("no previews") });
  expect(woken()).toBe(0);
  const { url: repository } = await world.actions.show(tool);
  await world.actions.set(tool, { url: repository, branch: "main", previews: "own" }, ada);
  expect(await send(url, said({ action: "synchronized" }))).toMatchObject({ status: 202 });
  expect(woken()).toBe(1);
});
