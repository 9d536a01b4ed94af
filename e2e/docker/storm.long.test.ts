import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { mulberry } from "./generator.ts";
import { install, type Installation } from "./installation.ts";
import { visit, visitSteadily } from "./page.ts";
import { until } from "./until.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

const kills = Number(process.env["SLUICE_STORM_KILLS"] ?? 200);
const seed = Number(process.env["SLUICE_STORM_SEED"] ?? 20261122);
const tool = "stormy";
const params = { tool };

let on: Installation;
let work: WorkTree;
beforeAll(async () => {
  on = await install();
  work = await workTree(on, tool, "static");
  expect((await work.push()).said).toContain("Live: ");
});
afterAll(async () => {
  work?.[Symbol.dispose]();
  await on?.[Symbol.asyncDispose]();
});

/** Something that a person asks for. Gives a check of what was accepted, null when it was not. */
type Act = (n: number) => Promise<(() => Promise<void>) | null>;

const api = () => apiOf(on);
/** Whoever hears no answer knows nothing; whoever is refused knows that nothing was taken. */
const accepted = <T>(call: Promise<T>): Promise<T | null> => call.catch(() => null);

const acts: Readonly<Record<string, Act>> = {
  async push(n) {
    work.write("public/index.html", `<p>push ${n}</p>\n`);
    await work.commit(`Push ${n}`);
    await work.push("main", "--force");
    return null;
  },
  async settings(n) {
    const done = await accepted(api().call("settings.change", { params, body: { set: [{ name: "ROUND", value: String(n) }] } }));
    if (done === null) return null;
    return async () => {
      const versions = await api().call("settings.versions", { params, query: { limit: 500 } });
      expect(versions.map(({ version }) => version)).toContain(done.version);
    };
  },
  async rollback() {
    return releaseStays(await accepted(api().call("releases.rollback", { params, body: {} })));
  },
  async scale(n) {
    return releaseStays(await accepted(api().call("processes.scale", { params, body: { replicas: { web: 1 + (n % 2) } } })));
  },
  async restart() {
    return releaseStays(await accepted(api().call("processes.restart", { params, body: {} })));
  },
  async pauseAndResume() {
    await accepted(api().call("releases.pause", { params, body: { why: "storm" } }));
    await accepted(api().call("releases.resume", { params }));
    return null;
  },
  async run(n) {
    const made = await accepted(api().call("runs.create", { params, body: { command: `echo run ${n}` } }));
    if (made === null) return null;
    return async () => {
      const run = await api().call("runs.show", { params: { tool, run: made.id } });
      expect(run.state, JSON.stringify(run)).toBe("succeeded");
    };
  },
};

function releaseStays(made: object | null): (() => Promise<void>) | null {
  if (made === null || !("number" in made)) return null;
  const { number } = made;
  return async () => {
    const release = await api().call("releases.show", { params: { tool, release: Number(number) } });
    expect(["live", "superseded"], JSON.stringify(release)).toContain(release.state);
  };
}

async function allOf<T extends { readonly [K in string]: unknown }>(
  page: (before: string | undefined) => Promise<readonly T[]>,
  key: keyof T,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let before: string | undefined; ; before = String(all.at(-1)?.[key])) {
    const more = await page(before);
    all.push(...more);
    if (more.length < 500) return all;
  }
}

it(`loses nothing and doubles nothing in ${kills} kills at random moments`, { timeout: 3_600_000 }, async () => {
  const random = mulberry(seed);
  const names = Object.keys(acts);
  const visits = visitSteadily(on, tool, 400_000);
  const checks: (() => Promise<void>)[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    const name = names[Math.floor(random() * names.length)] ?? "push";
    const acting = (acts[name] ?? acts["push"])?.(kill);
    await pause(Math.floor(random() * 900));
    await on.kill();
    const check = await acting;
    if (check !== null && check !== undefined) checks.push(check);
    await on.start();
    // now and then what was begun may end
    if (kill % 10 === 9) await pause(1500);
  }
  // the last pause may not have been taken back
  if ((await api().call("tools.status", { params })).paused !== null) await api().call("releases.resume", { params });

  const page = (before: string | undefined) => ({ params, query: { limit: 500, ...(before === undefined ? {} : { before }) } });
  const builds = () => allOf((before) => api().call("builds.list", page(before)), "id");
  const releases = () => allOf((before) => api().call("releases.list", page(before)), "number");
  const runs = () => allOf((before) => api().call("runs.list", page(before)), "id");
  const openNow = async (): Promise<readonly string[]> => [
    ...(await builds()).flatMap(({ id, state }) => (state === "queued" || state === "running" ? [`build ${id} ${state}`] : [])),
    ...(await releases()).flatMap(({ number, state }) => (state === "pending" || state === "deploying" ? [`v${number} ${state}`] : [])),
    ...(await runs()).flatMap(({ id, state }) => (state === "queued" || state === "running" ? [`run ${id} ${state}`] : [])),
  ];
  await until("everything has ended", 180_000, async () => (await openNow()).length === 0).catch(async (error: unknown) => {
    throw new Error(`${String(error)}: ${(await openNow()).join(", ")}`);
  });
  await until("the tool is as wished", 60_000, async () => (await api().call("drift.show", { params })).differences.length === 0);

  for (const check of checks) await check();
  const made = await releases();
  expect(made.filter(({ state }) => state === "live")).toHaveLength(1);
  expect(made.map(({ number }) => number)).toEqual(made.map((_, at) => made.length - at));
  const ofBuilds = made.flatMap(({ build }) => build ?? []);
  expect(new Set(ofBuilds).size).toBe(ofBuilds.length);
  const versions = (await api().call("settings.versions", { params, query: { limit: 500 } })).map(({ version }) => version);
  expect(versions).toEqual(versions.map((_, at) => versions.length - at));
  for (const { id } of await builds()) {
    const lines = await Array.fromAsync(api().stream("builds.log", { params: { tool, build: id } }));
    expect(lines.map(({ n }) => n)).toEqual(lines.map((_, at) => at));
  }
  expect((await visit(on, tool)).status).toBe(200);
  const { failures, answered } = await visits.stop();
  expect(failures).toEqual([]);
  expect(answered).toBeGreaterThan(kills);
});
