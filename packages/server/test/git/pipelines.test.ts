import { CommitHash, Digest, Moment, ToolName } from "@sluice/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gitClient, type GitClient } from "./git-client.ts";
import { type PlayedBuild, type Platform, startPlatform, tokens } from "./platform.ts";

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform[Symbol.asyncDispose]());

const named = (name: string): ToolName => ToolName.parse(name);
const tree = { "services/api/app.py": "print(1)\n", "services/web/app.py": "print(1)\n", "shared/words.txt": "please\n" };
const two = (tool: string): string => `pipelines:
  web: { directory: services/web, watch: [shared/**] }
  api: { tool: ${tool}-api, directory: services/api, watch: [shared/**] }
`;

/** A tool with a repository of two services, and the tool of the second of them. */
async function repository(client: GitClient, tool: string, manifest = two(tool)): Promise<string> {
  await client.write({ ...tree, "sluice.yaml": manifest });
  await client.commit("One");
  const { code, output } = await client.run("push", platform.url(`${tool}-api`, "ada-all"), "main:topic");
  expect(code, output).toBe(0);
  return platform.url(tool, "ada-all");
}

/** Ends builds well, as a worker does: what they are of is live before they end. */
async function goLive(build: PlayedBuild): Promise<void> {
  const { tool, commit, id, subject, author } = build.row;
  const { store } = platform;
  const made = await store.addRelease({
    tool,
    build: id,
    commit,
    subject,
    author,
    cause: "push",
    settings: 0,
    image: Digest.parse(`sha256:${"a".repeat(64)}`),
    created: Moment.parse(new Date().toISOString()),
  });
  await store.setReleaseState(tool, made.number, { state: "live", live: new Date().toISOString(), control: "1".repeat(40) });
  await store.progress(id, "test", { release: made.number });
  await build.say("release", `v${made.number} = ${commit.slice(0, 7)}`);
  await build.end("succeeded", undefined, [], made.number);
}

async function takeBoth(): Promise<{ readonly web: PlayedBuild; readonly api: PlayedBuild }> {
  const builds = [await platform.takeBuild(), await platform.takeBuild()];
  const of = (pipeline: string): PlayedBuild => {
    const found = builds.find(({ row }) => row.pipeline === pipeline);
    if (found === undefined) throw new Error(`no build of ${pipeline}`);
    return found;
  };
  return { web: of("web"), api: of("api") };
}

describe("a push of a repository with two pipelines", () => {
  test("builds both, each for its own tool, and moves the branch when both are live", async () => {
    await using client = await gitClient();
    const url = await repository(client, "both");
    const push = client.start("push", url, "main");
    const { web, api } = await takeBoth();
    expect(web.row).toMatchObject({ tool: "both", source: "both", pipeline: "web", branch: "", cause: "push by ada" });
    expect(api.row).toMatchObject({ tool: "both-api", source: "both", pipeline: "api", cause: "push by ada, a pipeline of both" });
    await api.say("build", "image sha256:1");
    await goLive(api);
    expect(await platform.sources.branch(named("both"), "main")).toBeNull();
    await goLive(web);
    const { code, output } = await push.ended;
    expect(code, output).toBe(0);
    expect(output).toContain("remote: api: built: nothing of both-api is live yet");
    expect(output).toMatch(/remote: api: \[build\] +image sha256:1/);
    expect(output).toContain(`remote: web: done: v1 of both is live; build ${web.row.id}`);
    expect(output).toContain(`remote: api: done: v1 of both-api is live; build ${api.row.id}`);
    expect(await platform.sources.branch(named("both"), "main")).toBe(web.row.commit);
  });

  test("builds only what a change is of, says why, and moves the branch also when nothing is built", async () => {
    await using client = await gitClient();
    const url = await repository(client, "some");
    const first = client.start("push", url, "main");
    const before = await takeBoth();
    await goLive(before.web);
    await goLive(before.api);
    expect((await first.ended).code).toBe(0);
    const since = `since ${before.web.row.commit.slice(0, 7)} (v1)`;

    await client.write({ "services/api/app.py": "print(2)\n", "README.md": "two\n" });
    await client.commit("Two");
    const second = client.start("push", url, "main");
    const api = await platform.takeBuild();
    expect(api.row.pipeline).toBe("api");
    await goLive(api);
    const { code, output } = await second.ended;
    expect(code, output).toBe(0);
    expect(output).toContain(`remote: web: not built: nothing under services/web or shared changed ${since}`);
    expect(output).toContain(`remote: api: built: services/api/app.py changed ${since}`);

    await client.write({ "README.md": "three\n" });
    const third = await client.commit("Three");
    const none = await client.run("push", url, "main");
    expect(none.code, none.output).toBe(0);
    expect(none.output).toContain("Nothing is built, and what runs stays as it is.");
    expect(await platform.sources.branch(named("some"), "main")).toBe(third);

    await client.write({
      "shared/words.txt": "thanks\n",
      "sluice.yaml": two("some").replace("services/api,", "services/api, release: migrate,"),
    });
    await client.commit("Four");
    const both = client.start("push", url, "main");
    const again = await takeBoth();
    await goLive(again.web);
    await goLive(again.api);
    expect((await both.ended).output).toContain("web: built: shared/words.txt changed");

    await client.write({ "sluice.yaml": two("some") });
    await client.commit("Five");
    const changed = client.start("push", url, "main");
    await goLive(await platform.takeBuild());
    expect((await changed.ended).output).toContain("api: built: sluice.yaml says something else of it since");

    await client.commit("Six");
    const all = client.start("push", "-o", "all", url, "main");
    const forced = await takeBoth();
    await goLive(forced.web);
    await goLive(forced.api);
    expect((await all.ended).output).toContain("web: built: everything was asked for");
  });

  test("of which one fails is refused, says what is live all the same, and the next push builds the other alone", async () => {
    await using client = await gitClient();
    const url = await repository(client, "half");
    const push = client.start("push", url, "main");
    const { web, api } = await takeBoth();
    await goLive(web);
    await api.end("failed", "code", ["build"]);
    const { code, output } = await push.ended;
    expect(code).not.toBe(0);
    expect(output).toContain(`(api: build failed: your code, build ${api.row.id}; done all the same: web)`);
    expect(output).toContain(`remote: api: build failed: your code; build ${api.row.id} of half-api`);
    expect(await platform.sources.branch(named("half"), "main")).toBeNull();

    const again = client.start("push", url, "main");
    const next = await platform.takeBuild();
    expect(next.row.pipeline).toBe("api");
    await goLive(next);
    const ended = await again.ended;
    expect(ended.code, ended.output).toBe(0);
    expect(ended.output).toContain("web: not built: nothing under services/web or shared changed");
    expect(await platform.sources.branch(named("half"), "main")).toBe(web.row.commit);
  });

  test("goes on when the pusher hangs up, and an older push never moves the branch back", async () => {
    await using client = await gitClient();
    const url = await repository(client, "left");
    const push = client.start("push", url, "main");
    const old = await takeBoth();
    push.hangUp();
    await push.ended;
    await client.write({ "services/web/app.py": "print(2)\n" });
    const newer = await client.commit("Two");
    // what was live before is what it is compared with, so both are built again
    const second = client.start("push", "--force", url, "main");
    await goLive(old.web);
    const web = await platform.takeBuild();
    expect(web.row).toMatchObject({ pipeline: "web", commit: newer });
    await goLive(web);
    expect(await platform.sources.branch(named("left"), "main")).toBeNull();
    await goLive(old.api);
    expect(await platform.sources.branch(named("left"), "main")).toBe(old.api.row.commit);
    await goLive(await platform.takeBuild());
    const { code, output } = await second.ended;
    expect(code, output).toBe(0);
    expect(await platform.sources.branch(named("left"), "main")).toBe(newer);
  });
});

describe("who may push to another tool's pipeline", () => {
  test("is who maintains that tool: nothing is built otherwise", async () => {
    await using client = await gitClient();
    const url = await repository(client, "mine", two("mine").replace("mine-api", "theirs"));
    for (const [tool, token] of [["theirs", "bob-all"]] as const) {
      expect((await client.run("push", platform.url(tool, token), "main:topic")).code).toBe(0);
    }
    const { code, output } = await client.run("push", url, "main");
    expect(code).not.toBe(0);
    expect(output).toContain("api: goes to theirs, and ada maintains no tool theirs: create it with sluice tools create theirs, or ask");
    expect(output).toContain("(not allowed to deploy api to theirs: nothing was built)");
    for (const tool of ["mine", "theirs"]) expect(await platform.store.builds(named(tool), { limit: 5 })).toEqual([]);
  });

  test("is no token of the pushed tool alone", async () => {
    await using client = await gitClient();
    await repository(client, "shop");
    expect((await client.run("push", platform.url("shop", "ada-all"), "main:topic")).code).toBe(0);
    expect(tokens["ada-push"]).toMatchObject({ scope: "tool:push", tool: "shop" });
    const { code, output } = await client.run("push", platform.url("shop", "ada-push"), "main");
    expect(code).not.toBe(0);
    expect(output).toContain("api: goes to shop-api, and this token is for shop alone: push with one that is for both");
    expect(await platform.store.builds(named("shop"), { limit: 5 })).toEqual([]);
  });

  test("cannot name the pushed tool twice", async () => {
    await using client = await gitClient();
    const url = await repository(client, "twin", two("twin").replace("twin-api", "twin"));
    expect((await client.run("push", url, "main")).output).toContain("pipelines web and api both go to twin: give one its own tool");
  });
});

describe("on", () => {
  const manifest = `pipelines:
  web: { on: { branch: [main, "release/*"] } }
  cut: { tool: started-api, on: { tag: "v*" } }
  docs: { deploy: false, directory: docs }
`;

  test("starts pipelines by branches and tags, whose refs move when they are done", async () => {
    await using client = await gitClient();
    await client.write({ "docs/a.txt": "a\n" });
    const url = await repository(client, "started", manifest);
    const main = client.start("push", url, "main");
    const builds = [await platform.takeBuild()];
    await goLive(builds[0] as PlayedBuild);
    builds.push(await platform.takeBuild());
    const docs = builds[1] as PlayedBuild;
    expect(docs.row).toMatchObject({ tool: "started", pipeline: "docs" });
    await docs.end("succeeded");
    const ended = await main.ended;
    expect(ended.code, ended.output).toBe(0);
    expect(ended.output).toContain("cut:  not built: tag v* starts it, not branch main");
    expect(ended.output).toContain(`docs: done: built and tested; build ${docs.row.id} of started`);

    await client.run("tag", "-a", "-m", "One", "v1");
    const tag = client.start("push", url, "v1");
    const cut = await platform.takeBuild();
    expect(cut.row).toMatchObject({ tool: "started-api", pipeline: "cut", commit: builds[0]?.row.commit });
    await cut.end("failed", "code", ["build"]);
    expect((await tag.ended).output).toContain("[remote rejected] v1 -> v1 (cut: build failed: your code");
    const again = client.start("push", url, "v1");
    await goLive(await platform.takeBuild());
    const pushed = await again.ended;
    expect(pushed.code, pushed.output).toBe(0);
    expect((await client.run("ls-remote", url, "refs/tags/v1^{}")).output).toContain(cut.row.commit);

    await client.write({ "docs/a.txt": "b\n" });
    await client.commit("Two");
    const branch = client.start("push", url, "main:release/1");
    await goLive(await platform.takeBuild());
    expect((await branch.ended).output).toContain("docs: not built: branch main or master starts it, not branch release/1");
    for (const ref of ["main:topic", "main:release/x/1", "v1:refs/tags/w1"]) {
      const stored = await client.run("push", url, ref);
      expect(stored.output, ref).toContain("is stored and not deployed");
    }
  });
});

test("sluice deploy takes the pipeline that goes to the tool, and says so when there is none", async () => {
  await using client = await gitClient();
  const url = await repository(client, "sent");
  const deploy = client.start("push", url, "main:refs/deploy/tool");
  const build = await platform.takeBuild();
  expect(build.row).toMatchObject({ tool: "sent", pipeline: "web", push: null });
  await build.end("succeeded");
  expect((await deploy.ended).code).toBe(0);
  await client.write({ "sluice.yaml": "pipelines:\n  docs: { deploy: false }\n" });
  await client.commit("Docs");
  const refused = await client.run("push", url, "main:refs/deploy/tool");
  expect(refused.output).toContain("sluice.yaml has the pipelines docs, and none goes to sent");
});

test("a commit that is not there counts as a change", async () => {
  await using client = await gitClient();
  await repository(client, "gone");
  const head = CommitHash.parse((await client.run("rev-parse", "HEAD")).output.trim());
  expect(await platform.sources.changed(named("gone-api"), CommitHash.parse("1".repeat(40)), head)).toBeNull();
  expect(await platform.sources.changed(named("gone-api"), head, head)).toEqual([]);
});
