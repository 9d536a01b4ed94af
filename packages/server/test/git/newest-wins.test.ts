import { ToolName } from "@sluice/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { gitClient } from "./git-client.ts";
import { type Platform, startPlatform } from "./platform.ts";

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({}, true);
});
afterAll(() => platform?.[Symbol.asyncDispose]());

test("a push that waits is told by which newer one it was superseded, and the newer one is deployed", async () => {
  await using client = await gitClient();
  const url = platform.url("newest", "ada-all");
  await client.commit("One");
  const first = client.start("push", url, "main");
  const one = await platform.takeBuild();
  await client.commit("Two");
  const second = client.start("push", url, "main");
  await second.said(`waits for build ${one.row.id}`);
  const newest = await client.commit("Three");
  const third = client.start("push", url, "main");
  const { code, output } = await second.ended;
  expect(code).not.toBe(0);
  expect(output).toMatch(new RegExp(`Superseded by build \\d+ of commit ${newest.slice(0, 7)}`));
  expect(output).toContain("! [remote rejected] main -> main (superseded by a newer push; build ");
  await one.end("succeeded");
  expect((await first.ended).code).toBe(0);
  const three = await platform.takeBuild();
  expect(three.row.commit).toBe(newest);
  await three.end("succeeded");
  expect((await third.ended).code).toBe(0);
});

test("a commit that is pushed again while it is built is the newest: what was pushed in between is not deployed after it", async () => {
  await using client = await gitClient();
  const tool = ToolName.parse("again");
  const url = platform.url(tool, "ada-all");
  const good = await client.commit("Good");
  const first = client.start("push", url, "main");
  const build = await platform.takeBuild();
  await client.commit("A mistake");
  const mistake = client.start("push", url, "main");
  await mistake.said(`waits for build ${build.row.id}`);
  const back = client.start("push", "--force", url, `${good}:refs/heads/main`);
  await back.said(`Build ${build.row.id} of this commit is already running: following it.`);
  const { output } = await mistake.ended;
  expect(output).toContain(`Superseded by build ${build.row.id} of commit ${good.slice(0, 7)}`);
  expect(output).toContain("! [remote rejected] main -> main (superseded by a newer push; build ");
  await build.end("succeeded");
  expect((await first.ended).code).toBe(0);
  expect((await back.ended).code).toBe(0);
  expect(await platform.sources.branch(tool, "main")).toBe(good);
  expect(await platform.store.openBuilds(tool)).toEqual([]);
});
