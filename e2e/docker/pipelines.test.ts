import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { sluice } from "./sluice.ts";
import { until } from "./until.ts";
import { type PushResult, workTree, type WorkTree } from "./work-tree.ts";

const manifest = `templates:
  site: { directory: sites/$(pipeline), watch: [shared/**] }
pipelines:
  front: { extends: site }
  back: { extends: site, tool: mono-back }
  words: { deploy: false, directory: words, build: { languages: [static] }, test: { commands: [cp index.html kept.html], artifacts: [kept.html] } }
`;

describe("a repository with several pipelines", () => {
  let on: Installation;
  let work: WorkTree;
  let first: PushResult;
  beforeAll(async () => {
    on = await install();
    work = await workTree(on, "mono", null);
    const created = await sluice(on, ["tools", "create", "mono-back"]);
    expect(created.exit, created.said).toBe(0);
    first = await push({
      "sluice.yaml": manifest,
      "sites/front/index.html": "<p>front one</p>",
      "sites/back/index.html": "<p>back one</p>",
      "words/index.html": "<p>words</p>",
      "shared/notes.txt": "one",
    });
  });
  afterAll(async () => {
    work?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
  });

  async function push(files: Readonly<Record<string, string>>, ...flags: readonly string[]) {
    for (const [path, text] of Object.entries(files)) work.write(path, text);
    await work.commit("Change");
    return work.push("main", ...flags);
  }
  const shown = async (tool: string) => (await visit(on, tool)).text;

  it("deploys each to its own tool from one push, and keeps what the one that is not deployed leaves", async () => {
    expect(first.code, first.said).toBe(0);
    expect(await shown("mono")).toContain("front one");
    expect(await shown("mono-back")).toContain("back one");
    expect(first.said).toMatch(/remote: back: +\[release\] v1 = /);
    expect(first.said).toMatch(/remote: words: done: built and tested; build \d+ of mono/);
    const [build] = await apiOf(on).call("builds.list", { params: { tool: "mono-back" } });
    expect(build).toMatchObject({ pipeline: "back", source: "mono", release: 1, state: "succeeded" });
    const [words] = (await apiOf(on).call("builds.list", { params: { tool: "mono" } })).filter(({ pipeline }) => pipeline === "words");
    const artifacts = await sluice(on, ["builds", "artifacts", String(words?.id), "-t", "mono"]);
    expect(artifacts.said).toContain("kept.html");
    expect(await apiOf(on).call("stale.list", {})).toEqual([]);
  });

  it("builds only what a change is of, and goes on after the server was killed", async () => {
    const one = await push({ "sites/back/index.html": "<p>back two</p>" });
    expect(one.code, one.said).toBe(0);
    expect(one.said).toMatch(/remote: front: not built: nothing under sites\/front or shared changed since [0-9a-f]{7} \(v1\)/);
    expect(await shown("mono-back")).toContain("back two");
    // what is ahead of a release and is of no concern to it makes nothing stale
    expect(await apiOf(on).call("stale.list", {})).toEqual([]);

    work.write("shared/notes.txt", "two");
    work.write("sites/front/index.html", "<p>front two</p>");
    const commit = await work.commit("Both");
    const killed = work.push();
    await until("both builds are queued", 60_000, async () => {
      const of = async (tool: string) =>
        (await apiOf(on).call("builds.list", { params: { tool } })).some((build) => build.commit === commit);
      return (await of("mono")) && (await of("mono-back"));
    });
    await on.kill();
    expect((await killed).code).not.toBe(0);
    await on.start();
    await until("both are live and the branch has moved", 120_000, async () => {
      const live = async (tool: string) =>
        (await apiOf(on).call("releases.list", { params: { tool } })).some(
          (release) => release.commit === commit && release.state === "live",
        );
      return (await live("mono")) && (await live("mono-back")) && (await work.push()).said.includes("Everything up-to-date");
    });
    expect(await shown("mono")).toContain("front two");
  });

  it("deploys the one although the other fails, says so, and rolls each back alone", async () => {
    const half = await push({
      "sites/front/index.html": "<p>front three</p>",
      "words/index.html": "<p>more words</p>",
      "sluice.yaml": manifest.replace("cp index", "cp none"),
    });
    expect(half.code).not.toBe(0);
    expect(half.said).toMatch(/words: build failed: your code, build \d+; done all the same: front/);
    expect(await shown("mono")).toContain("front three");
    const back = await sluice(on, ["rollback", "-t", "mono"]);
    expect(back.exit, back.said).toBe(0);
    expect(await shown("mono")).toContain("front two");
    expect(await shown("mono-back")).toContain("back two");
    const plan = await sluice(on, ["plan", work.directory]);
    expect(plan.said).toMatch(/pipeline front[^]*pipeline back[^]*pipeline words/);
  });
});
