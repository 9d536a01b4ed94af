import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { type CreatedHook } from "@sluice/contract";
import { apiOf } from "../e2e/docker/api.ts";
import { install, type Installation } from "../e2e/docker/installation.ts";
import { residentMiB } from "../e2e/docker/resident.ts";
import { openStore } from "../packages/server/src/adapters/store-sql/open.ts";
import type { Store } from "../packages/server/src/core/ports/store.ts";
import { playHook } from "../packages/server/src/core/sources/hooks/played-hooks.ts";
import { cpuTimeOfMs } from "./measure/cpu-time.ts";
import { report, spread } from "./measure/figures.ts";
import { ada, fillData, lookedSince, makeDue, type ManySources, openManySources, toolOf } from "./measure/many-sources.ts";

const sources = Number(process.env["SLUICE_BENCH_SOURCES"] ?? 2333);
const events = Number(process.env["SLUICE_BENCH_EVENTS"] ?? 500);
const seconds = Number(process.env["SLUICE_BENCH_SECONDS"] ?? 60);
/** Every so many events the forge sends one again. */
const againEach = 10;

const directory = mkdtempSync(join(tmpdir(), "sluice-bench-events-"));
const data = join(directory, "data");

/** Takes the only place for builds, so that what is queued stays, and only queueing is measured. */
async function holdBuilds(store: Store, many: ManySources): Promise<void> {
  const now = (): string => new Date().toISOString();
  for (let n = 1; n < 100; n += 1) {
    const wish = { tool: toolOf(sources - n), pipeline: "main", commit: many.released, subject: "Hold", author: ada, cause: "bench" };
    await store.enqueue({ ...wish, latestWins: false, key: "hold", branch: "", branchFrom: "" }, now());
    if ((await store.claim("bench", now(), 3_600_000, 1)) !== null) return;
    await pause(500);
  }
  throw new Error("the place for builds cannot be taken");
}

interface Sent {
  readonly at: number;
  readonly acceptedMs: number;
}

async function send(hook: CreatedHook, many: ManySources, n: number): Promise<Sent> {
  const { headers, body } = playHook("github", hook.secret, Date.now(), { ref: "refs/heads/main", after: many.pushed });
  const delivery = { ...headers, "x-github-delivery": `event-${n}` };
  const [at, begun] = [Date.now(), performance.now()];
  const answer = await fetch(hook.url, { method: "POST", headers: delivery, body: new Uint8Array(body) });
  if (!answer.ok) throw new Error(`the event for ${toolOf(n)} was answered with ${answer.status}: ${await answer.text()}`);
  await answer.text();
  return { at, acceptedMs: performance.now() - begun };
}

/** Sends the events evenly over the time, and a plain request beside each. */
async function sendAll(on: Installation, many: ManySources, hooks: readonly CreatedHook[]) {
  const sent: Promise<Sent>[] = [];
  const plain: number[] = [];
  let rss = 0;
  const begun = performance.now();
  for (const [n, hook] of hooks.entries()) {
    await pause(Math.max(0, begun + (n * seconds * 1000) / hooks.length - performance.now()));
    many.push(n);
    const first = send(hook, many, n);
    sent.push(first);
    if (n % againEach === 0) await first.then(() => send(hook, many, n));
    const asked = performance.now();
    await (await fetch(`${on.api}/healthz`)).text();
    plain.push(performance.now() - asked);
    rss = Math.max(rss, residentMiB(on.pid()));
  }
  return { sent: await Promise.all(sent), plain, rss };
}

/** Milliseconds from sending to the queue for each event; null: nothing was queued. */
async function queuedAfter(store: Store, sent: readonly Sent[]) {
  const after: (number | null)[] = [];
  let duplicates = 0;
  for (const [n, { at }] of sent.entries()) {
    const builds = (await store.builds(toolOf(n), { limit: 10 })).filter(({ cause }) => cause !== "bench");
    const [first] = builds;
    after.push(first === undefined ? null : Date.parse(first.queued) - at);
    duplicates += Math.max(0, builds.length - 1);
  }
  return { after, duplicates };
}

/** Waits for all, and gives up only when nothing more was queued for long: a slow machine loses nothing. */
async function untilQueued(store: Store, sent: readonly Sent[]) {
  let [left, moved] = [Number.POSITIVE_INFINITY, Date.now()];
  for (;;) {
    const found = await queuedAfter(store, sent);
    const lacking = found.after.filter((ms) => ms === null).length;
    if (lacking < left) [left, moved] = [lacking, Date.now()];
    if (lacking === 0 || Date.now() - moved > 60_000) return found;
    await pause(500);
  }
}

/** What as many plain `git ls-remote`, four at a time, take of the CPU. */
async function plainLooksMs(many: ManySources): Promise<number> {
  const script = `seq 0 ${sources - 1} | xargs -P 4 -I{} git ls-remote -q "$1/tool-{}.git" refs/heads/main > /dev/null; times`;
  // not synchronously: the forge answers from this process
  const { stdout } = await promisify(execFile)("bash", ["-c", script, "bash", many.forge.url], {
    env: { PATH: process.env["PATH"] ?? "" },
  });
  const [user = 0, system = 0] = [...(stdout.trim().split("\n").at(-1) ?? "").matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  );
  return (user + system) * 1000;
}

async function watch(on: Installation, store: Store) {
  await makeDue(store, sources, seconds);
  const since = new Date().toISOString();
  const before = cpuTimeOfMs(on.pid());
  await pause(seconds * 1000);
  const cpu = cpuTimeOfMs(on.pid()) - before;
  return { cpu, looks: await lookedSince(store, sources, since) };
}

const inSeconds = (ms: number): number => Math.round(ms / 100) / 10;

try {
  await using many = await openManySources(directory, sources, events);
  const store = await openStore({ kind: "sqlite", file: join(data, "store", "sluice.db") });
  try {
    await fillData(data, store, many, sources);
    const pace = ["--source-interval", String(Math.max(5, seconds)), "--source-interval-most", String(Math.max(5, seconds))];
    const flags = [
      "--source-private",
      "127.0.0.1",
      "--source-http",
      "true",
      "--build-concurrency",
      "1",
      "--images-ahead",
      "false",
      ...pace,
    ];
    await using on = await install({ directory: data, flags });
    await holdBuilds(store, many);
    const { call } = apiOf(on);
    const hooks: CreatedHook[] = [];
    for (let n = 0; n < events; n += 1) hooks.push(await call("source.hook", { params: { tool: toolOf(n) }, body: { forge: "github" } }));
    const before = cpuTimeOfMs(on.pid());
    const { sent, plain, rss } = await sendAll(on, many, hooks);
    const { after, duplicates } = await untilQueued(store, sent);
    const cpu = cpuTimeOfMs(on.pid()) - before;
    const queued = after.filter((ms) => ms !== null);
    const watched = await watch(on, store);
    report("events", {
      sources,
      events,
      webhook_to_queued_ms: spread(queued),
      webhook_to_accepted_ms: spread(sent.map(({ acceptedMs }) => acceptedMs)),
      webhook_cpu_ms: Math.round(cpu / events),
      plain_request_ms: spread(plain),
      lost: events - queued.length,
      duplicates,
      rss_mib: Math.max(rss, residentMiB(on.pid())),
      watch_cpu_s: inSeconds(watched.cpu),
      watch_looks: watched.looks,
      ls_remote_cpu_s: inSeconds(await plainLooksMs(many)),
    });
  } finally {
    await store.close();
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
