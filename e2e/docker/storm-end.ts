import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { apiOf } from "./api.ts";
import { docker } from "./containers.ts";
import { controlGit } from "./control-clone.ts";
import type { Installation } from "./installation.ts";
import { leftBehind } from "./left-behind.ts";
import type { StormGround } from "./storm-ground.ts";
import { until } from "./until.ts";

type Ground = Pick<StormGround, "on" | "tools" | "starts">;

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

/** Everything that a tool ever had, newest first. */
function historyOf(on: Installation, tool: string) {
  const api = apiOf(on);
  const page = (before: string | undefined) => ({
    params: { tool },
    query: { limit: 500, ...(before === undefined ? {} : { before }) },
  });
  return {
    builds: () => allOf((before) => api.call("builds.list", page(before)), "id"),
    releases: () => allOf((before) => api.call("releases.list", page(before)), "number"),
    runs: () => allOf((before) => api.call("runs.list", page(before)), "id"),
  };
}

async function openNow({ on, tools }: Ground): Promise<readonly string[]> {
  const api = apiOf(on);
  const open: string[] = [];
  for (const tool of tools) {
    const { builds, releases, runs } = historyOf(on, tool);
    for (const { id, state } of await builds()) if (state === "queued" || state === "running") open.push(`build ${id} ${state}`);
    for (const { number, state } of await releases())
      if (state === "pending" || state === "deploying") open.push(`v${number} of ${tool} ${state}`);
    for (const { id, state } of await runs()) if (state === "queued" || state === "running") open.push(`run ${id} ${state}`);
    const { differences } = await api.call("drift.show", { params: { tool } });
    for (const difference of differences) open.push(`${tool}: ${JSON.stringify(difference)}`);
    const { promotion } = await api.call("tools.status", { params: { tool } });
    if (promotion?.state === "waiting") open.push(`${tool} v${promotion.release} waits to be promoted: ${promotion.reason}`);
  }
  for (const { id, state } of await api.call("rebases.list", {})) if (state === "running") open.push(`rebase ${id}`);
  for (const { name, state } of await api.call("previews.list", { params: { tool: "stormy" } })) open.push(`preview ${name} ${state}`);
  return open;
}

/** All that was begun ends by itself, and previews whose time is over are reaped. */
export async function calm(ground: Ground, withinMs: number): Promise<void> {
  for (const tool of ground.tools) {
    // the last pause may not have been taken back
    const { paused } = await apiOf(ground.on).call("tools.status", { params: { tool } });
    if (paused !== null) await apiOf(ground.on).call("releases.resume", { params: { tool } });
  }
  // a job of every minute is begun again and again: there need only be a moment in which nothing is open
  await until("everything has ended", withinMs, async () => (await openNow(ground)).length === 0).catch(async (error: unknown) => {
    throw new Error(`${String(error)}: ${(await openNow(ground)).join("; ")}`);
  });
}

/** Holds of every tool, whatever happened: numbers without a gap, one live release, nothing done twice, whole logs. */
export async function nothingDoubled(ground: Ground): Promise<void> {
  const { on, tools, starts } = ground;
  const api = apiOf(on);
  for (const tool of tools) {
    const { builds, releases, runs } = historyOf(on, tool);
    const made = await releases();
    expect(
      made.filter(({ state }) => state === "live").map(({ kept }) => kept),
      tool,
    ).toEqual([true]);
    expect(made.map(({ number }) => number)).toEqual(made.map((_, at) => made.length - at));
    const ofBuilds = made.flatMap(({ build }) => build ?? []);
    expect(new Set(ofBuilds).size).toBe(ofBuilds.length);
    // whoever asked for it heard of no answer
    const failed = made.filter(({ state, reason }) => state === "failed" && reason?.startsWith("was not committed: ") !== true);
    expect(failed).toEqual([]);
    const uploads = made.filter(({ cause }) => cause === "upload").map(({ subject }) => subject);
    expect(new Set(uploads).size).toBe(uploads.length);
    const brought = broughtBy(on, tool);
    expect(new Set(brought).size, `${tool}: ${brought.join(" ")}`).toBe(brought.length);
    const versions = (await api.call("settings.versions", { params: { tool }, query: { limit: 500 } })).map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, at) => versions.length - at));
    for (const { id } of await builds()) await isWhole(api.stream("builds.log", { params: { tool, build: id } }), `build ${id} of ${tool}`);
    for (const { number, state } of made) {
      if (state === "failed") continue;
      await isWhole(api.stream("releases.log", { params: { tool, release: number } }), `v${number} of ${tool}`);
    }
    const scheduled = (await runs()).flatMap((run) => (run.scheduled === null ? [] : `${run.job} ${run.scheduled}`));
    expect(new Set(scheduled).size).toBe(scheduled.length);
    const bad = (await runs()).filter(({ state }) => !["succeeded", "missed", "skipped"].includes(state));
    expect(bad).toEqual([]);
  }
  expect(starts.keys.length).toBeGreaterThan(0);
  expect(starts.keys.filter((key, at) => starts.keys.indexOf(key) !== at)).toEqual([]);
  const promoted = (await historyOf(on, "calm").releases()).filter(({ state }) => state === "live" || state === "superseded");
  const again = promoted.filter(({ cause, image }, at) => cause === "promotion" && promoted[at + 1]?.image === image);
  expect(again).toEqual([]);
}

/** Numbers of releases in the order in which commits brought them; going back to an earlier one brings nothing. */
function broughtBy(on: Installation, tool: string): readonly number[] {
  const path = `tools/${tool}/release.yaml`;
  const log = controlGit(on, "log", "--reverse", "--format=%H %s", "main", "--", path);
  const brought: number[] = [];
  let before: number | null = null;
  for (const line of log.split("\n")) {
    const [commit = "", ...subject] = line.split(" ");
    const number = Number(/^release: (\d+)$/m.exec(controlGit(on, "show", `${commit}:${path}`))?.[1]);
    if (number !== before && !/^(Revert|Reapply|Return)$/.test(subject[0] ?? "")) brought.push(number);
    before = number;
  }
  return brought;
}

async function isWhole(log: AsyncIterable<{ readonly n: number }>, what: string): Promise<void> {
  const lines = await Array.fromAsync(log);
  expect(
    lines.map(({ n }) => n),
    what,
  ).toEqual(lines.map((_, at) => at));
  expect(lines.length, what).toBeGreaterThan(0);
}

/** What is in no list is gone from the engine, the control repository and the data directory too. */
export async function nothingLeft({ on, tools }: Ground): Promise<void> {
  const known = new Set([...tools, "loud"]);
  const files = controlGit(on, "ls-tree", "-r", "--name-only", "main", "tools/").split("\n");
  expect(files.filter((path) => !known.has(path.split("/")[1] ?? ""))).toEqual([]);
  const installation = readFileSync(join(on.directory, "installation"), "utf8").trim();
  const format = '{{.Label "sluice.kind"}} {{.Label "sluice.tool"}} {{.State}}';
  const containers = async (): Promise<readonly string[]> =>
    (await docker("ps", "-a", "--filter", `label=sluice.installation=${installation}`, "--format", format)).split("\n");
  const isProcess = new RegExp(`^process (${[...known].join("|")}) running$`);
  const odd = async (): Promise<readonly string[]> =>
    (await containers()).filter((line) => !isProcess.test(line) && !/^(run|standby|build) /.test(line));
  await until("no container is left over", 120_000, async () => (await odd()).length === 0).catch(async (error: unknown) => {
    throw new Error(`${String(error)}: ${(await odd()).join("; ")}`);
  });
  await until("no build's directory is left over", 60_000, () => buildsOf(on).length === 0).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${buildsOf(on).join("; ")}`);
  });
  expect(filesBelow(on.directory).filter((path) => path.endsWith(".lock"))).toEqual([]);
}

const buildsOf = (on: Installation): readonly string[] => readdirSync(join(on.directory, "builds")).filter((name) => /^\d+$/.test(name));

function filesBelow(directory: string): readonly string[] {
  return execFileSync("find", [directory, "-type", "f"], { maxBuffer: 64 * 1024 * 1024 })
    .toString()
    .trim()
    .split("\n");
}

/** A stop in good order ends all that the server began, and takes away all that it mounted. */
export async function nothingAfter(on: Installation): Promise<void> {
  expect(await on.terminate()).toBe(0);
  expect(on.log()).not.toContain("what is still open");
  await until("the engine has removed all", 30_000, () => leftBehind(on.directory).length === 0).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${leftBehind(on.directory).join("; ")}`);
  });
  const mounts = readFileSync("/proc/self/mountinfo", "utf8");
  expect(mounts.split("\n").filter((line) => line.includes(on.directory))).toEqual([]);
}
