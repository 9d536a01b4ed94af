import { setTimeout as wait } from "node:timers/promises";
import type { ToolName } from "@sluice/contract";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { forgeStatuses } from "../../src/adapters/forge-http/forge-statuses.ts";
import type { RequestOptions } from "../../src/adapters/forge-http/pinned-request.ts";
import { statusActions } from "../../src/core/sources/statuses/status-actions.ts";
import { nextTry, statusTeller, type TellDependencies } from "../../src/core/sources/statuses/tell-statuses.ts";
import { allowedAddresses } from "../../src/remote-hosts/allowed-addresses.ts";
import { type AskedOfForge, playForge } from "../fixtures/play-forge.ts";
import { ada, type SourceWorld, sourceWorld } from "./source-world.ts";

let world: SourceWorld;
beforeAll(async () => {
  world = await sourceWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());

const token = "f0r6e-token-of-this-test";
/** Seals by writing it down as it is. */
const vault = {
  seal: <T>(_: string, sealed: string, store: (text: { sealed: string; key: string }) => Promise<T>) => store({ sealed, key: "k" }),
  open: async (_: string, sealed: string) => sealed,
};
const forgesOf = (more: Partial<RequestOptions> = {}) =>
  forgeStatuses({
    addresses: allowedAddresses("127.0.0.1"),
    http: true,
    resolve: async () => [],
    certificates: null,
    seconds: 30,
    stop: new AbortController().signal,
    ...more,
  });

function teller(more: Partial<TellDependencies> = {}) {
  const { store, push, errors } = world.platform;
  const redaction = {
    of: async () => ({ text: (text: string) => text.replaceAll("hidden", "[redacted]"), stream: () => ({ push: String, end: () => "" }) }),
  };
  return statusTeller(
    {
      store,
      vault,
      forges: forgesOf(),
      redaction,
      clock: push.clock,
      fraction: () => 0,
      onProblem: (what, error) => errors.push(what, error),
      base: "https://deploy.example.org",
      urlOf: (run) => `https://${run}.example.org`,
      ...more,
    },
    { atOnce: 4, perHost: 4, backOff: 0.01, backOffMost: 0.01 },
  );
}

async function tell(of = teller()): Promise<void> {
  await of.tick();
  await of.settled();
}

const actions = () =>
  statusActions({ store: world.platform.store, vault, forges: forgesOf(), clock: world.platform.push.clock, wake: () => undefined });

/** A tool with a source whose newest commit is being built, and a forge's API that answers as told. */
async function playing(name: string, answer: (asked: AskedOfForge) => { status: number; body?: unknown }) {
  const forge = await playForge(answer);
  onTestFinished(() => forge[Symbol.asyncDispose]());
  const tool = await world.tool(name);
  const { commit, url } = await world.elsewhere(name);
  await commit({ "README.md": name });
  await world.actions.set(tool, { url, branch: "main" }, ada);
  await actions().set(tool, { forge: "gitea", api: forge.url, token }, ada);
  const push = async (files: Record<string, string>): Promise<string> => {
    const hash = await commit(files);
    await world.actions.check(tool);
    return hash;
  };
  const posted = (): readonly AskedOfForge[] => forge.asked.filter(({ method }) => method === "POST");
  return { tool, forge, push, posted };
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 60_000; !(await holds()); await wait(20)) {
    if (Date.now() > deadline) throw new Error(`${what}: not within 60 s`);
  }
}

const procfile = { Procfile: "web: python app.py\n" };

test("the forge is told each state once, with what it needs and nothing that is secret", async () => {
  const { push, posted, tool, forge } = await playing("told", () => ({ status: 201, body: {} }));
  const commit = await push(procfile);
  await tell();
  await tell();
  expect(posted().map(({ path, body }) => [path, body])).toEqual([
    [
      `/api/v1/repos/told/statuses/${commit}`,
      {
        state: "pending",
        context: "sluice/told",
        description: expect.stringContaining("is on its way"),
        target_url: expect.stringMatching(/^https:\/\/deploy\.example\.org\/api\/v1\/tools\/told\/builds\/\d+\/log$/),
      },
    ],
  ]);
  expect(posted()[0]?.headers.authorization).toBe(`token ${token}`);
  const build = await world.platform.takeBuild();
  await build.end("succeeded");
  await tell();
  await tell();
  expect(posted()).toHaveLength(2);
  expect(posted()[1]?.body).toMatchObject({ state: "success", target_url: "https://told.example.org" });
  expect(forge.asked.filter(({ method, path }) => method === "GET" && path.includes("/commits/"))).toEqual([]);
  expect(JSON.stringify([await actions().list(tool), await actions().show(tool)])).toContain('"success"');
  expect(JSON.stringify(await actions().list(tool))).not.toContain(token);
});

test("killed after the forge was told and before that was written, it is not told again", async () => {
  let heard = "";
  const { push, posted } = await playing("killed", ({ method, body }) => {
    if (method === "POST") heard = String(Reflect.get(body as object, "state"));
    return { status: 200, body: method === "GET" && heard !== "" ? [{ context: "sluice/killed", status: heard }] : {} };
  });
  await push(procfile);
  const { store } = world.platform;
  const dying = { ...store, noteStatus: () => Promise.reject(new Error("killed here")) };
  await tell(teller({ store: dying }));
  expect(world.platform.errors.splice(0).map(String)).toContainEqual(expect.stringContaining("killed here"));
  expect(posted()).toHaveLength(1);
  // a minute later, by the clock of the next server
  const later = { ...world.platform.push.clock, now: () => new Date(Date.now() + 120_000).toISOString() };
  await tell(teller({ clock: later }));
  expect(posted()).toHaveLength(1);
  expect((await actions().list("killed" as ToolName))[0]).toMatchObject({ told: "pending" });
  await (await world.platform.takeBuild()).end("cancelled");
});

test("what the forge refuses is shown without the token, tried again later, and told when it takes it", async () => {
  let status = 403;
  const { push, posted, tool } = await playing("refused", ({ method, headers }) =>
    method === "GET" ? { status: 200, body: [] } : { status, body: { message: `no right for ${headers.authorization ?? ""}` } },
  );
  await push(procfile);
  await tell();
  const shown = await actions().show(tool);
  expect(shown?.problem).toContain("refuses: 403 no right for token [token]. The token must be allowed to write");
  await tell();
  expect(posted()).toHaveLength(1);
  status = 201;
  const later = { ...world.platform.push.clock, now: () => new Date(Date.now() + 900_000).toISOString() };
  await tell(teller({ clock: later }));
  expect(posted()).toHaveLength(2);
  expect(await actions().show(tool)).toMatchObject({ problem: null });
  await (await world.platform.takeBuild()).end("cancelled");
});

test("a commit that is not built is told with its reason, without the tool's secrets", async () => {
  const { push, posted } = await playing("wrong", () => ({ status: 201 }));
  await push({ "sluice.yaml": "hidden-key: 1\n" });
  await until("it was told", async () => {
    await tell();
    return posted().length > 0;
  });
  const [first] = posted();
  expect(first?.body).toMatchObject({ state: "failure", description: expect.stringContaining("sluice.yaml is wrong") });
  expect(JSON.stringify(first?.body)).not.toContain("hidden");
});

test("no address is connected to that sources may not be at, and no redirect is followed", async () => {
  const elsewhere = await playForge(() => ({ status: 201 }));
  onTestFinished(() => elsewhere[Symbol.asyncDispose]());
  const at = {
    forge: "gitea" as const,
    url: elsewhere.url.replace("127.0.0.1", "forge.test") + "/ops/shop.git",
    api: null,
    token,
    account: null,
    label: null,
  };
  const closed = await forgesOf({ addresses: allowedAddresses(""), resolve: async () => ["127.0.0.1"] }).look(at);
  expect(closed).toMatchObject({ kind: "refused", away: false, why: expect.stringContaining("--source-private") });
  const plain = await forgesOf({ http: false, resolve: async () => ["127.0.0.1"] }).look(at);
  expect(plain).toMatchObject({ kind: "refused", why: expect.stringContaining("http://") });
  expect(elsewhere.asked).toEqual([]);
  expect(await forgesOf({ resolve: async () => ["127.0.0.1"] }).look(at), "pinned to what was found").toEqual({ kind: "taken" });
  expect(elsewhere.asked).toHaveLength(1);
  const moved = await playForge(() => ({ status: 302 }));
  onTestFinished(() => moved[Symbol.asyncDispose]());
  const redirected = await forgesOf().look({ ...at, url: `${moved.url}/ops/shop.git` });
  expect(redirected).toMatchObject({ kind: "refused", away: false, why: expect.stringContaining("--api") });
});

test("a token that the forge refuses, or one for a tool without a source, is kept nowhere", async () => {
  const forge = await playForge(() => ({ status: 401, body: { message: "bad credentials" } }));
  onTestFinished(() => forge[Symbol.asyncDispose]());
  const tool = await world.tool("keeps-none");
  const wish = { forge: "gitea" as const, api: forge.url, token };
  await expect(actions().set(tool, wish, ada)).rejects.toMatchObject({ code: "wrong-state" });
  const { commit, url } = await world.elsewhere("keeps-none");
  await commit(procfile);
  await world.actions.set(tool, { url, branch: "main" }, ada);
  await expect(actions().set(tool, wish, ada)).rejects.toMatchObject({
    code: "invalid-request",
    message: expect.stringContaining("401 bad credentials"),
  });
  expect(await actions().show(tool)).toBeNull();
  await expect(actions().remove(tool)).rejects.toMatchObject({ code: "wrong-state" });
});

test("tries grow apart and end, sooner where somebody must mend it", () => {
  const now = "2026-01-01T00:00:00.000Z";
  const seconds = (tries: number, away: boolean) => (Date.parse(nextTry(now, tries, away, 0.5)) - Date.parse(now)) / 1000;
  expect([1, 2, 3, 11, 19].map((tries) => seconds(tries, true))).toEqual([5, 10, 20, 3600, 3600]);
  expect(seconds(1, false)).toBe(600);
  expect(nextTry(now, 20, true, 0.5)).toBe("9999-12-31T23:59:59.999Z");
});
