import type { ToolName } from "@sluice/contract";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { checkReviews } from "../../src/core/sources/reviews/check-reviews.ts";
import type { SourceRow } from "../../src/core/ports/source-store.ts";
import { playForge } from "../fixtures/play-forge.ts";
import { ada, type SourceWorld, sourceWorld } from "./source-world.ts";

let world: SourceWorld;
beforeAll(async () => {
  world = await sourceWorld();
});
afterAll(() => world?.[Symbol.asyncDispose]());

interface Played {
  readonly number: number;
  readonly sha: string;
  readonly branch: string;
  readonly from: string;
}

/** As Gitea and GitHub cut their lists. */
function partOf<T>(all: readonly T[], path: string): readonly T[] {
  const asked = new URL(path, "http://forge").searchParams;
  const [page, limit] = [Number(asked.get("page")), Number(asked.get("limit"))];
  return all.slice((page - 1) * limit, page * limit);
}

/** A tool with a source, and a forge whose list of what is open is as the test says. */
async function playing(name: string, previews: "none" | "own" | "all") {
  const open: Played[] = [];
  const forge = await playForge(({ path }) => ({
    status: 200,
    body: partOf(open, path).map(({ number, sha, branch, from }) => ({
      number,
      title: `Change ${number}`,
      head: { sha, ref: branch, repo: { full_name: from } },
      base: { repo: { full_name: "ops/shop" } },
    })),
  }));
  onTestFinished(() => forge[Symbol.asyncDispose]());
  const tool = await world.tool(name);
  const { client, commit, url } = await world.elsewhere(name);
  await commit({ Procfile: "web: python app.py\n" });
  await world.actions.set(tool, { url, branch: "main", previews }, ada);
  const set = world.platform.push.clock.now() as never;
  await world.platform.store.putStatuses({
    tool,
    url,
    forge: "gitea",
    api: forge.url,
    account: null,
    label: null,
    by: ada,
    set,
    sealed: await seal(tool),
    key: "k",
  });
  /** Commits and points a ref of the repository there. */
  const push = async (ref: string, files: Record<string, string>): Promise<string> => {
    await client.write(files);
    const sha = await client.commit("Change");
    await client.run("push", "-q", "-f", `${world.platform.directory}/elsewhere/${name}.git`, `HEAD:${ref}`);
    return sha;
  };
  const look = async (): Promise<SourceRow> => {
    await checkReviews(world.deps, (await world.platform.store.source(tool)) as SourceRow);
    return (await world.platform.store.source(tool)) as SourceRow;
  };
  const previewsOf = async () => (await world.platform.store.previews(tool)).map((row) => [row.name, row.ending] as const);
  return { tool, forge, open, push, look, previewsOf };
}

async function seal(tool: ToolName): Promise<string> {
  return world.deps.vault.seal(`statuses ${tool}`, "t0ken", async ({ sealed }) => sealed);
}

test("a pull request of the repository itself gets a preview without secrets, a new build when it is pushed to, and loses it when closed", async () => {
  const { tool, open, push, look, previewsOf } = await playing("own", "own");
  const sha = await push("refs/heads/draft", { "app.py": "1\n" });
  open.push({ number: 7, sha, branch: "draft", from: "ops/shop" });
  await look();
  expect(await previewsOf()).toEqual([["pr-7", false]]);
  const build = await world.platform.takeBuild();
  expect(build.row).toMatchObject({ commit: sha, preview: "pr-7", branch: "" });
  expect(await world.platform.store.preview({ tool, name: "pr-7" as never })).toMatchObject({ secrets: false, subject: "Change 7" });
  expect(await world.platform.store.commitStatuses(tool, 9)).toMatchObject([{ commit: sha, preview: "pr-7", build: build.row.id }]);
  await build.end("succeeded");
  await look();
  expect(await world.platform.store.openBuilds(tool), "nothing is built twice").toEqual([]);

  const next = await push("refs/heads/draft", { "app.py": "2\n" });
  open[0] = { number: 7, sha: next, branch: "draft", from: "ops/shop" };
  await look();
  expect((await world.platform.store.openBuilds(tool)).map(({ commit }) => commit)).toEqual([next]);
  await (await world.platform.takeBuild()).end("succeeded");
  open.length = 0;
  await look();
  expect(await previewsOf()).toEqual([["pr-7", true]]);
  expect(await world.platform.store.reviews(tool)).toEqual([]);
});

test("what comes from a fork is built only when that is allowed", async () => {
  const closed = await playing("forks-closed", "own");
  const sha = await closed.push("refs/pull/8/head", { "app.py": "fork\n" });
  closed.open.push({ number: 8, sha, branch: "main", from: "eve/shop" });
  await closed.look();
  expect(await closed.previewsOf()).toEqual([]);
  const allowed = await playing("forks-allowed", "all");
  const other = await allowed.push("refs/pull/8/head", { "app.py": "fork\n" });
  allowed.open.push({ number: 8, sha: other, branch: "main", from: "eve/shop" });
  await allowed.look();
  expect(await allowed.previewsOf()).toEqual([["pr-8", false]]);
  const build = await world.platform.takeBuild();
  expect(build.row).toMatchObject({ commit: other, preview: "pr-8" });
  await build.end("cancelled");
});

test("one that says it is the repository's own, and has no branch there, is not built", async () => {
  const { tool, open, push, look, previewsOf } = await playing("liar", "own");
  const sha = await push("refs/pull/9/head", { "app.py": "agit\n" });
  open.push({ number: 9, sha, branch: "topic", from: "ops/shop" });
  const { previewsProblem } = await look();
  expect(previewsProblem).toBe("pull request 9: the branch has gone meanwhile");
  expect(await previewsOf()).toEqual([]);
  expect(await world.platform.store.openBuilds(tool)).toEqual([]);
});

test("what is wrong with its code is told to the forge, and not tried again", async () => {
  const { tool, open, push, look, previewsOf } = await playing("wrong-code", "own");
  const sha = await push("refs/heads/draft", { "sluice.yaml": "no-such-key: 1\n" });
  open.push({ number: 7, sha, branch: "draft", from: "ops/shop" });
  expect(await look()).toMatchObject({ previewsProblem: null });
  expect(await previewsOf()).toEqual([]);
  expect(await world.platform.store.dueStatuses("2999-01-01T00:00:00.000Z" as never, 99)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ tool, preview: "pr-7", state: "failure", reason: expect.stringContaining("sluice.yaml is wrong") }),
    ]),
  );
  expect(await world.platform.store.reviews(tool)).toMatchObject([{ number: 7, commit: sha }]);
});

test("turned off, set to another repository, or removed: its previews end; without a token it is said what is missing", async () => {
  const { tool, open, push, look, previewsOf } = await playing("turned-off", "own");
  const sha = await push("refs/heads/draft", { "app.py": "1\n" });
  open.push({ number: 7, sha, branch: "draft", from: "ops/shop" });
  await look();
  await (await world.platform.takeBuild()).end("cancelled");
  const { url } = await world.actions.show(tool);
  await world.actions.set(tool, { url, branch: "main" }, ada);
  await look();
  expect(await previewsOf()).toEqual([["pr-7", true]]);
  await world.actions.set(tool, { url, branch: "main", previews: "own" }, ada);
  await world.platform.store.removeStatuses(tool);
  expect((await look()).previewsProblem).toContain("sluice source status FORGE --enter");
  await world.platform.store.putReview({ tool, number: 7, commit: sha as never });
  await world.actions.remove(tool);
  expect(await world.platform.store.reviews(tool)).toEqual([]);
});

test("many that are open are read in parts, and what moved from one to another meanwhile is not taken for closed", async () => {
  const { tool, forge, open, push, look, previewsOf } = await playing("many", "own");
  const sha = await push("refs/heads/draft", { "app.py": "1\n" });
  const other = (number: number): Played => ({ number, sha, branch: "other", from: "eve/shop" });
  open.push(...Array.from({ length: 60 }, (_, at) => other(200 + at)));
  const ours = { number: 7, sha, branch: "draft", from: "ops/shop" };
  open.push(ours);
  await look();
  expect(await previewsOf(), "of the second part").toEqual([["pr-7", false]]);
  await (await world.platform.takeBuild()).end("cancelled");

  // while the first part was read it stood in the second, and the other way round
  forge.asked.length = 0;
  forge.before = () => {
    if (forge.asked.length !== 2) return;
    open.splice(open.indexOf(ours), 1);
    open.unshift(ours);
  };
  expect(await look()).toMatchObject({ previewsProblem: null });
  expect(forge.asked).toHaveLength(4);
  expect(await previewsOf()).toEqual([["pr-7", false]]);
  expect(await world.platform.store.reviews(tool)).toHaveLength(1);

  forge.before = () => undefined;
  open.splice(open.indexOf(ours), 1);
  await look();
  expect(await previewsOf()).toEqual([["pr-7", true]]);
});

test("more than 500 are not looked at, which is said, and previews of those that were not seen stay", async () => {
  const { tool, forge, open, look } = await playing("too-many", "own");
  const sha = "d".repeat(40);
  open.push(...Array.from({ length: 520 }, (_, at) => ({ number: 1000 + at, sha, branch: "other", from: "eve/shop" })));
  await world.platform.store.putReview({ tool, number: 7, commit: sha as never });
  expect((await look()).previewsProblem).toContain("more than 500 are open");
  expect(forge.asked).toHaveLength(20);
  expect(await world.platform.store.reviews(tool)).toMatchObject([{ number: 7 }]);
});

test("a pipeline with change: true makes them and no other does; a manifest alone switches nothing on", async () => {
  const yaml = "pipelines:\n  web: {}\n  review: { on: { change: true } }\n  next: { tool: shop-next }\n";
  const asked = await playing("by-pipeline", "own");
  const sha = await asked.push("refs/heads/draft", { "sluice.yaml": yaml });
  asked.open.push({ number: 7, sha, branch: "draft", from: "ops/shop" });
  await asked.look();
  const build = await world.platform.takeBuild();
  expect(build.row).toMatchObject({ commit: sha, preview: "pr-7", pipeline: "review" });
  await build.end("cancelled");
  expect(await world.platform.store.openBuilds(asked.tool)).toEqual([]);

  const elsewhere = await asked.push("refs/heads/draft", { "sluice.yaml": "pipelines:\n  a: { tool: shop-a, on: { change: true } }\n" });
  asked.open[0] = { number: 7, sha: elsewhere, branch: "draft", from: "ops/shop" };
  await asked.look();
  expect(await world.platform.store.openBuilds(asked.tool)).toEqual([]);
  expect(await world.platform.store.dueStatuses("2999-01-01T00:00:00.000Z" as never, 99)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ tool: asked.tool, commit: elsewhere, reason: expect.stringContaining("no pipeline for previews") }),
    ]),
  );

  for (const previews of ["none", "own"] as const) {
    const unasked = await playing(`unasked-${previews}`, previews);
    const fork = await unasked.push("refs/pull/8/head", { "sluice.yaml": yaml });
    unasked.open.push({ number: 8, sha: fork, branch: "draft", from: "eve/shop" });
    await unasked.look();
    expect(await unasked.previewsOf(), previews).toEqual([]);
    expect(await world.platform.store.openBuilds(unasked.tool), previews).toEqual([]);
  }
});

test("without such a pipeline they are made as the tool is, whatever branch starts that", async () => {
  const { open, push, look } = await playing("as-the-tool", "own");
  const sha = await push("refs/heads/draft", { "sluice.yaml": "pipelines:\n  docs: { deploy: false }\n  web: { on: { branch: live } }\n" });
  open.push({ number: 7, sha, branch: "draft", from: "ops/shop" });
  await look();
  const build = await world.platform.takeBuild();
  expect(build.row).toMatchObject({ preview: "pr-7", pipeline: "web" });
  await build.end("cancelled");
});
