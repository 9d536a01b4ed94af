import { afterAll, beforeAll, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { writeTalkative } from "./talkative.ts";
import { until } from "./until.ts";
import { workTree } from "./work-tree.ts";

let on: Installation;
beforeAll(async () => {
  on = await install();
});
afterAll(async () => on?.[Symbol.asyncDispose]());

async function texts(tool: string, query: Record<string, string | number> = {}): Promise<string[]> {
  const lines = apiOf(on).stream("tools.logs", { params: { tool }, query: { tail: 10_000, ...query } });
  return (await Array.fromAsync(lines)).map(({ text }) => text);
}

it("keeps what a process said over its crash, the server's kill and the next release", async () => {
  using work = await workTree(on, "talker", null);
  await writeTalkative(work);
  expect((await work.push()).said).toContain("Live: ");
  await visit(on, "talker", "/first");
  await until("the first visit is kept", 30_000, async () => (await texts("talker")).includes("asked for /first"));

  await visit(on, "talker", "/die").catch(() => undefined);
  await until("the crash is kept", 30_000, async () => (await texts("talker")).includes("problem with /die"));
  await until("it was started again", 30_000, async () => (await visit(on, "talker", "/second").catch(() => null))?.status === 200);

  const hellos = async (): Promise<number> => (await texts("talker", { text: "hello" })).length;
  const before = await hellos();
  await on.kill();
  await on.start();
  work.write("new.txt", "new");
  await work.commit("Another release");
  expect((await work.push()).said).toContain("Live: ");
  await until("the next release has spoken", 30_000, async () => (await hellos()) > before);

  // the router may have repeated the request that broke off
  const asked = new Set(await texts("talker", { text: "ASKED for /", stream: "stdout" }));
  expect([...asked].filter((text) => !text.endsWith(" /"))).toEqual(["asked for /first", "asked for /die", "asked for /second"]);
  expect((await texts("talker", { stream: "stderr" })).every((text) => text.startsWith("problem with"))).toBe(true);
  expect(await texts("talker", { process: "worker" })).toEqual([]);
  expect(await texts("talker", { until: "2001-01-01T00:00:00Z" })).toEqual([]);
});

it("keeps or counts every line of a noisy tool, and a quiet one's come through meanwhile", async () => {
  for (const tool of ["noisy", "quiet"]) {
    using work = await workTree(on, tool, null);
    await writeTalkative(work);
    expect((await work.push()).said).toContain("Live: ");
  }
  const noise = visit(on, "noisy", "/many/100000");
  await visit(on, "quiet", "/now");
  await until("the quiet tool's line is kept", 30_000, async () => (await texts("quiet", { tail: 10 })).includes("asked for /now"));
  await noise;
  // a line that comes in a second that is full already is counted too: asked until one stands
  await until("the next line tells what was left out", 60_000, async () => {
    await visit(on, "noisy", "/after");
    return (await texts("noisy", { tail: 10 })).includes("asked for /after");
  });
  const kept = await countOf("noisy", "noise ");
  const counted = (await texts("noisy", { stream: "sluice" })).map((text) => Number(/^(\d+) lines are not kept/.exec(text)?.[1] ?? 0));
  expect(kept + counted.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(100_000);
  expect(kept).toBeGreaterThan(5000);
});

/** Pages back through all lines that contain a text; two pages overlap in the millisecond between them. */
async function countOf(tool: string, text: string): Promise<number> {
  const seen = new Set<number>();
  for (let until: string | undefined; ;) {
    const query = { text, tail: 10_000, ...(until === undefined ? {} : { until }) };
    const page = await Array.fromAsync(apiOf(on).stream("tools.logs", { params: { tool }, query }));
    const before = seen.size;
    for (const { n } of page) seen.add(n);
    const oldest = page[0];
    if (oldest === undefined || seen.size === before) return seen.size;
    until = oldest.at;
  }
}
