import { PreviewName, ToolName } from "@sluice/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gitClient } from "./git-client.ts";
import { startPlatform, type Platform } from "./platform.ts";

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform[Symbol.asyncDispose]());

describe("a push to refs/deploy", () => {
  test("builds for the tool, says what was uploaded, and moves no branch", async () => {
    await using client = await gitClient();
    const from = await client.commit("Add search page");
    const url = platform.url("uploaded", "ada-all");
    const push = client.start("push", "-o", `from=${from}`, "-o", "changed=true", url, "main:refs/deploy/tool");
    const build = await platform.takeBuild();
    expect(build.row).toMatchObject({
      tool: "uploaded",
      preview: null,
      upload: { from, changed: true },
      branch: "",
      cause: "upload by ada",
      subject: `Add search page (uploaded from ${from.slice(0, 7)} with uncommitted changes)`,
    });
    await build.say("", "Live: http://uploaded.localhost/");
    await build.end("succeeded");
    const { code, output } = await push.ended;
    expect(code, output).toBe(0);
    expect(output).toContain("remote: Live: http://uploaded.localhost/");
    expect(await platform.sources.branch(ToolName.parse("uploaded"), "main")).toBeNull();
    expect((await client.run("ls-remote", url)).output.trim()).toBe("");
  });

  test("makes a preview before its build, and a second push to it keeps it", async () => {
    await using client = await gitClient();
    const url = platform.url("viewed", "ada-all");
    const key = { tool: ToolName.parse("viewed"), name: PreviewName.parse("blue") };
    const ids: number[] = [];
    for (const subject of ["One", "Two"]) {
      const commit = await client.commit(subject);
      const push = client.start("push", "-o", "ttl=2h", url, "main:refs/deploy/previews/blue");
      const build = await platform.takeBuild();
      ids.push(build.row.id);
      expect(build.row).toMatchObject({ tool: "viewed", preview: "blue", upload: null, branch: "" });
      expect(await platform.store.preview(key)).toMatchObject({
        source: { kind: "commit", commit },
        by: "ada",
        secrets: false,
        ending: false,
      });
      await build.end("succeeded");
      const { code, output } = await push.ended;
      expect(code, output).toBe(0);
      expect(output).toContain("Preview blue, without secrets, until ");
      expect(output).toContain("http://blue--viewed.localhost");
    }
    expect(await platform.store.previews(key.tool)).toHaveLength(1);
    expect((await platform.store.previewBuild(key))?.id).toBe(ids[1]);
  });

  test.each([
    ["refs/deploy/tool", ["ttl=2h"], "for previews only"],
    ["refs/deploy/previews/blue", ["ttl=99d"], "lives at most 720 hours"],
    ["refs/deploy/previews/blue", ["color=red"], "known are"],
    ["refs/deploy/previews/a--b", [], "push to refs/deploy/tool and refs/deploy/previews/<name>"],
    ["refs/deploy/else", [], "push to refs/deploy/tool and refs/deploy/previews/<name>"],
    ["refs/heads/main", ["ttl=2h"], "push options are only for"],
  ])("%s with %j is refused, and nothing is built", async (ref, options, why) => {
    await using client = await gitClient();
    await client.commit("One");
    const url = platform.url("refused", "ada-all");
    const { code, output } = await client.run("push", ...options.flatMap((one) => ["-o", one]), url, `main:${ref}`);
    expect(code).not.toBe(0);
    expect(output).toContain("[remote rejected]");
    expect(output).toContain(why);
    expect(await platform.store.builds(ToolName.parse("refused"), { limit: 5 })).toEqual([]);
    expect(await platform.store.previews(ToolName.parse("refused"))).toEqual([]);
  });

  test("is refused over the limit of previews, which names the one that ends first", async () => {
    await using client = await gitClient();
    const commit = await client.commit("Many");
    const tool = ToolName.parse("many");
    const url = platform.url("many", "ada-all");
    expect((await client.run("push", url, "main:refs/heads/topic")).code).toBe(0);
    const wish = { tool, source: { kind: "commit", commit }, subject: "", by: "ada", secrets: false, created: "2026-01-01T00:00:00.000Z" };
    for (const n of [1, 2, 3, 4, 5]) {
      const row = { ...wish, name: PreviewName.parse(`blue-${n}`), expires: `2030-01-0${n}T00:00:00.000Z` };
      expect(await platform.store.putPreview(row as Parameters<typeof platform.store.putPreview>[0], { perTool: 5, total: 100 })).toBe(
        "done",
      );
    }
    const { code, output } = await client.run("push", url, "main:refs/deploy/previews/blue-6");
    expect(code).not.toBe(0);
    expect(output).toContain("many has 5 previews, which is the limit: delete one, sluice previews delete blue-1");
  });
});
