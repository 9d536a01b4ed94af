import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ToolName } from "@sluice/contract";
import { gitClient } from "./git-client.ts";
import { startPlatform } from "./platform.ts";
import type { Platform } from "./platform.ts";

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform[Symbol.asyncDispose]());

describe("a push to the release branch", () => {
  test("creates the tool, streams the build live and moves the branch", async () => {
    await using client = await gitClient();
    await client.write({ "app.py": "print(1)\n" });
    const hash = await client.commit("Add search page");
    const push = client.start("push", platform.url("live", "ada-all"), "main");
    const build = await platform.takeBuild();
    expect(build.row).toMatchObject({
      tool: "live",
      commit: hash,
      subject: "Add search page",
      cause: "push by ada",
      branch: "main",
    });
    await build.say("build", "dependencies: unchanged");
    await push.said(`remote: live: commit ${hash.slice(0, 7)} "Add search page" by Ada Lovelace`);
    await push.said("remote: [build]   dependencies: unchanged");
    await build.say("build", "noise of a compiler", "stdout");
    await build.say("release", "v1");
    await build.say("", "Live: http://live.localhost/");
    await build.end("succeeded");
    const { code, output } = await push.ended;
    expect(code, output).toBe(0);
    expect(output).toContain("remote: [release] v1");
    expect(output).toContain("remote: Live: http://live.localhost/");
    expect(output).toContain("* [new branch]      main -> main");
    expect(output).not.toContain("noise of a compiler");
    expect(await platform.sources.branch(ToolName.parse("live"), "main")).toBe(hash);
  });

  test("is refused with the reason when the build fails, and the same commit can be pushed again", async () => {
    await using client = await gitClient();
    const hash = await client.commit("Break it");
    const url = platform.url("broken", "ada-all");
    const push = client.start("push", url, "main");
    const first = await platform.takeBuild();
    await first.end("failed", "code", ["build"]);
    const { code, output } = await push.ended;
    expect(code).not.toBe(0);
    expect(output).toContain(`! [remote rejected] main -> main (build failed: your code; build ${first.row.id})`);
    expect(await platform.sources.branch(ToolName.parse("broken"), "main")).toBeNull();

    const again = client.start("push", url, "main");
    const second = await platform.takeBuild();
    expect(second.row).toMatchObject({ commit: hash });
    expect(second.row.id).not.toBe(first.row.id);
    await second.end("failed", "platform", ["build", "release"]);
    expect((await again.ended).output).toContain(`(deployment failed: the platform; build ${second.row.id})`);
  });

  test("says what it waits for while another build of the tool runs, and is deployed after it", async () => {
    await using client = await gitClient();
    const url = platform.url("order", "ada-all");
    const older = await client.commit("One");
    const first = client.start("push", url, "main");
    const one = await platform.takeBuild();
    const newer = await client.commit("Two");
    const second = client.start("push", url, "main");
    await second.said(`waits for build ${one.row.id} of commit ${older.slice(0, 7)}, running for`);
    await one.end("succeeded");
    expect((await first.ended).code).toBe(0);
    const two = await platform.takeBuild();
    expect(two.row.commit).toBe(newer);
    await two.end("succeeded");
    expect((await second.ended).code).toBe(0);
    expect(await platform.sources.branch(ToolName.parse("order"), "main")).toBe(newer);
  });

  test("joins the build that is already open for the same commit", async () => {
    await using client = await gitClient();
    await client.commit("Once");
    const url = platform.url("joined", "ada-all");
    const first = client.start("push", url, "main");
    const build = await platform.takeBuild();
    const second = client.start("push", url, "main");
    await second.said(`Build ${build.row.id} of this commit is already running: following it.`);
    await build.end("succeeded");
    expect((await first.ended).code).toBe(0);
    expect((await second.ended).code).toBe(0);
    expect(await platform.store.builds(ToolName.parse("joined"), { limit: 9 })).toHaveLength(1);
  });

  test("goes on when the pusher hangs up", async () => {
    await using client = await gitClient();
    const hash = await client.commit("Hang up");
    const push = client.start("push", platform.url("hangup", "ada-all"), "main");
    const build = await platform.takeBuild();
    await push.said("Hang up");
    push.hangUp();
    await push.ended;
    for (let n = 0; n < 50; n += 1) await build.say("build", `line ${n} ${"x".repeat(4000)}`);
    await build.end("succeeded");
    expect(await platform.store.build(build.row.id)).toMatchObject({ state: "succeeded" });
    expect(await platform.sources.branch(ToolName.parse("hangup"), "main")).toBe(hash);
    expect(platform.errors).toEqual([]);
  });

  test("cannot move the cursor of the terminal by a commit subject", async () => {
    await using client = await gitClient();
    await client.commit("Evil \u001B[2J subject");
    const push = client.start("push", platform.url("escape", "ada-all"), "main");
    await (await platform.takeBuild()).end("succeeded");
    expect((await push.ended).output).toContain('"Evil ?[2J subject"');
  });

  test("of a history that does not contain the branch is deployed and called forced", async () => {
    await using client = await gitClient();
    const url = platform.url("forced", "ada-all");
    await client.commit("One");
    const first = client.start("push", url, "main");
    await (await platform.takeBuild()).end("succeeded");
    await first.ended;
    await client.run("commit", "-q", "--amend", "--allow-empty", "-m", "Other");
    const plain = await client.run("push", url, "main");
    expect(plain.output).toContain("[rejected]");
    const push = client.start("push", "--force", url, "main");
    await (await platform.takeBuild()).end("succeeded");
    const { code, output } = await push.ended;
    expect(code, output).toBe(0);
    expect(output).toContain("Forced: main goes from");
  });
});

describe("other refs", () => {
  test("are stored without a build, and can be deleted", async () => {
    await using client = await gitClient();
    const url = platform.url("refs", "ada-all");
    const hash = await client.commit("One");
    await client.run("tag", "-a", "v1", "-m", "first");
    await client.run("tag", "light");
    const { code, output } = await client.run("push", url, "main:topic", "v1", "light");
    expect(code, output).toBe(0);
    expect(output).toContain("remote: topic is stored and not deployed: only main and master deploy.");
    expect(await platform.sources.branch(ToolName.parse("refs"), "topic")).toBe(hash);
    expect(await platform.store.builds(ToolName.parse("refs"), { limit: 9 })).toEqual([]);
    expect((await client.run("push", url, ":topic", ":v1")).code).toBe(0);
    expect((await client.run("ls-remote", url)).output).not.toContain("topic");
  });

  test("outside branches and tags are refused", async () => {
    await using client = await gitClient();
    await client.commit("One");
    const url = platform.url("refs", "ada-all");
    expect((await client.run("push", url, "main:refs/notes/x")).output).toContain("(only branches and tags are stored)");
    expect((await client.run("push", url, "main:refs/sluice/builds/1")).code).not.toBe(0);
  });

  test("can never include the deletion of a release branch", async () => {
    await using client = await gitClient();
    const url = platform.url("keepmain", "ada-all");
    await client.commit("One");
    const push = client.start("push", url, "main");
    await (await platform.takeBuild()).end("succeeded");
    await push.ended;
    const { code, output } = await client.run("push", url, ":main");
    expect(code).not.toBe(0);
    expect(output).toContain("(main is a release branch and cannot be deleted)");
  });
});
