import { UserName } from "@sluice/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ada, type SourceWorld, sourceWorld } from "./source-world.ts";

let world: SourceWorld;
beforeAll(async () => {
  world = await sourceWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());

const files = (target: string) => ({
  "api/Procfile": "web: python app.py\n",
  "sluice.yaml": `pipelines:\n  api: { tool: ${target}, directory: api }\n  docs: { deploy: false, directory: docs }\n`,
  "docs/a.txt": "a\n",
});

test("a repository elsewhere with several pipelines is built for each, in the name of who set it", async () => {
  const { platform, actions } = world;
  const { commit, url } = await world.elsewhere("mono");
  const first = await commit(files("mono-api"), "One");
  const tool = await world.tool("mono");
  const target = await world.tool("mono-api");
  await actions.set(tool, { url, branch: "main" }, ada);
  expect(await actions.check(tool)).toMatchObject({ outcome: "queued", commit: first });
  const builds = [await platform.takeBuild(), await platform.takeBuild()];
  const cause = `fetched from ${url}`;
  expect(builds.find(({ row }) => row.tool === target)?.row).toMatchObject({
    source: tool,
    pipeline: "api",
    author: "ada",
    cause: `${cause}, a pipeline of mono`,
  });
  expect(builds.find(({ row }) => row.tool === tool)?.row).toMatchObject({ pipeline: "docs", cause });
  await builds[0]?.end("succeeded");
  await builds[1]?.end("failed", "code");
  expect(await platform.sources.branch(tool, "main")).toBeNull();

  // asked by a person, what failed is built again; what is live of the other was not made known here, so it is too
  expect(await actions.check(tool)).toMatchObject({ outcome: "queued", commit: first });
  for (const build of [await platform.takeBuild(), await platform.takeBuild()]) await build.end("succeeded");
  expect(await platform.sources.branch(tool, "main")).toBe(first);
  expect(await actions.check(tool)).toMatchObject({ outcome: "current" });
});

test("a source whose setter does not maintain the target is refused, and says who must do what", async () => {
  const { platform, actions } = world;
  const { commit, url } = await world.elsewhere("sly");
  await commit(files("others"), "One");
  const tool = await world.tool("sly");
  const others = await world.tool("others");
  await platform.store.removeMember(others, ada);
  await platform.store.putMember(others, { user: UserName.parse("bob"), role: "maintainer" });
  await actions.set(tool, { url, branch: "main" }, ada);
  const checked = await actions.check(tool);
  expect(checked).toMatchObject({ outcome: "refused", build: null });
  expect(checked.reason).toContain("pipeline api goes to others, and ada maintains no tool others: create it with");
  expect(await platform.store.builds(others, { limit: 5 })).toEqual([]);
  expect(await actions.show(tool)).toMatchObject({ problem: checked.reason });
});
