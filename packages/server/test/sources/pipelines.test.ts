import { type BuildId, UserName } from "@sluice/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildsTogether } from "../../src/core/builds/builds-together.ts";
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
  const ids = builds.map(({ row }) => row.id).toSorted((a, b) => a - b);
  const [own, other] = [builds.find(({ row }) => row.tool === tool), builds.find(({ row }) => row.tool === target)];
  if (own === undefined || other === undefined) throw new Error("not built for both");
  const together = async (of: typeof tool, id: BuildId) => (await buildsTogether(platform.store, of, id)).map((row) => row.id);
  for (const { row } of builds) expect(await together(tool, row.id), "of the tool that was fetched for").toEqual(ids);
  expect(await together(target, other.row.id), "of one that a pipeline goes to").toEqual([other.row.id]);
  await expect(together(target, own.row.id)).rejects.toThrow("mono-api has no build");
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
