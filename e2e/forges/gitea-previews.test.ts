import { ToolName } from "@sluice/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "../docker/api.ts";
import { install, type Installation } from "../docker/installation.ts";
import { visit } from "../docker/page.ts";
import { plainApp } from "../docker/plain-app.ts";
import { sluice } from "../docker/sluice.ts";
import { until } from "../docker/until.ts";
import { type Gitea, startGitea } from "./gitea.ts";
import { type ForgeRepository, makeRepository } from "./repository.ts";

describe("pull requests of a real Gitea", { timeout: 400_000 }, () => {
  let gitea: Gitea;
  let on: Installation;
  let repository: ForgeRepository;
  const tool = ToolName.parse("shop");
  const said = async (args: readonly string[], input = ""): Promise<void> => {
    const { exit, said: text } = await sluice(on, [...args, "-t", tool], input);
    expect({ exit, text }).toMatchObject({ exit: 0 });
  };
  const previews = async () => apiOf(on).call("previews.list", { params: { tool } });
  const shows = async (run: string): Promise<string> => (await visit(on, run)).text;
  const propose = (branch: string) => gitea.api("POST", "/repos/ada/shop/pulls", { head: branch, base: "main", title: `Merge ${branch}` });
  const gone = (run: string): Promise<void> =>
    until(`${run} is gone`, 180_000, async () => (await previews()).length === 0 && (await visit(on, run)).status !== 200);

  beforeAll(async () => {
    gitea = await startGitea();
    repository = await makeRepository(gitea, "shop");
    repository.commit(plainApp("main"));
    repository.push("main");
    // what no webhook told is found within seconds
    const looks = ["--source-interval", "10", "--source-interval-most", "10"];
    on = await install({ flags: ["--source-private", "127.0.0.1", "--source-http", "true", ...looks] });
    await apiOf(on).call("tools.create", { body: { name: tool } });
    await said(["source", "set", repository.url, "--previews"]);
    await said(["source", "status", "gitea", "--enter", "--api", gitea.url], gitea.token);
    await said(["source", "hook", "gitea", "--enter", "--api", gitea.url], gitea.token);
    await until(
      "the tool is live",
      180_000,
      async () => (await apiOf(on).call("releases.list", { params: { tool } }))[0]?.state === "live",
    );
  });
  afterAll(async () => {
    repository?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
    await gitea?.[Symbol.asyncDispose]();
  });

  it("get a preview whose URL stands beside the commit, and the tool stays as it is", async () => {
    repository.checkout("draft");
    const commit = repository.commit(plainApp("draft"));
    repository.push("draft");
    await propose("draft");
    const success = async (): Promise<boolean> => {
      const all = (await gitea.api("GET", `/repos/ada/shop/commits/${commit}/statuses`)) as readonly Record<string, unknown>[];
      return all.some(
        ({ status, context, target_url: url }) =>
          status === "success" && context === "sluice/shop/preview" && String(url).startsWith("http://pr-1--shop.localhost:"),
      );
    };
    await until("Gitea shows the preview's URL", 180_000, success);
    expect(await shows("pr-1--shop")).toBe("draft");
    expect(await shows("shop")).toBe("main");
    expect(await previews()).toMatchObject([{ name: "pr-1", state: "live", secrets: false, subject: "Merge draft" }]);
    const events = gitea.deliveries().filter(({ headers, status }) => headers["X-Gitea-Event"] === "pull_request" && status === 202);
    expect(events).not.toHaveLength(0);
  });

  it("get a new one when they are pushed to, and lose it when they are closed", async () => {
    repository.commit(plainApp("draft, again"));
    repository.push("draft");
    await until("the preview shows what was pushed", 180_000, async () => (await shows("pr-1--shop")) === "draft, again");
    await gitea.api("PATCH", "/repos/ada/shop/pulls/1", { state: "closed" });
    await gone("pr-1--shop");
    expect(await shows("shop")).toBe("main");
  });

  it("lose it also when nobody heard that they were merged", async () => {
    repository.checkout("second");
    repository.commit(plainApp("second"));
    repository.push("second");
    await propose("second");
    await until("the preview shows it", 180_000, async () => (await shows("pr-2--shop")) === "second");
    await on.kill();
    await gitea.api("POST", "/repos/ada/shop/pulls/2/merge", { Do: "merge" });
    await on.start();
    await gone("pr-2--shop");
    await until("what was merged is live", 180_000, async () => (await shows("shop")) === "second");
  });
});
