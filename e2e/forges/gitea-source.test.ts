import { createHmac } from "node:crypto";
import { ToolName } from "@sluice/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "../docker/api.ts";
import { install, type Installation } from "../docker/installation.ts";
import { visit } from "../docker/page.ts";
import { plainApp } from "../docker/plain-app.ts";
import { sluice } from "../docker/sluice.ts";
import { until } from "../docker/until.ts";
import { fromForges } from "./from-forges.ts";
import { type Gitea, startGitea } from "./gitea.ts";
import { type ForgeRepository, makeRepository } from "./repository.ts";

interface GiteaHook {
  readonly id: number;
  readonly active: boolean;
  readonly events: readonly string[];
  readonly config: { readonly url: string };
}

describe("a tool whose source is in a real Gitea", { timeout: 400_000 }, () => {
  let gitea: Gitea;
  let on: Installation;
  let repository: ForgeRepository;
  const tool = ToolName.parse("shop");
  const builds = () => apiOf(on).call("builds.list", { params: { tool } });
  const hooks = async (): Promise<readonly GiteaHook[]> => (await gitea.api("GET", "/repos/ada/shop/hooks")) as readonly GiteaHook[];
  const said = async (args: readonly string[], input = ""): Promise<string> => {
    const { exit, said: text } = await sluice(on, args, input);
    expect({ exit, text }).toMatchObject({ exit: 0 });
    return text;
  };

  beforeAll(async () => {
    gitea = await startGitea();
    repository = await makeRepository(gitea, "shop");
    repository.commit(plainApp("first"));
    repository.push("main");
    on = await install({ flags: fromForges });
    await apiOf(on).call("tools.create", { body: { name: tool } });
    await said(["source", "set", repository.url, "-t", tool]);
    await until("what was there is live", 180_000, async () => (await builds())[0]?.state === "succeeded");
  });
  afterAll(async () => {
    repository?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
    await gitea?.[Symbol.asyncDispose]();
  });

  it("has a webhook made there by the command, and takes the place of the one before", async () => {
    await said(["source", "hook", "gitea", "--enter", "--api", gitea.url, "-t", tool], gitea.token);
    const text = await said(["source", "hook", "gitea", "--enter", "--api", gitea.url, "-t", tool], gitea.token);
    expect(text).toContain("The one before was removed there.");
    expect(text).not.toContain(gitea.token);
    const standing = await hooks();
    expect(standing).toMatchObject([{ active: true, events: ["push"], config: { url: expect.stringContaining(`${on.api}/hooks/shop/`) } }]);
  });

  it("gets a push live that nothing else would have looked for", async () => {
    const commit = repository.commit(plainApp("second"));
    repository.push("main");
    await until("the push is live", 180_000, async () => {
      const [newest] = await builds();
      return newest?.commit === commit && newest.state === "succeeded";
    });
    expect((await visit(on, tool)).text).toBe("second");
    const [newest] = await builds();
    expect(newest).toMatchObject({ commit, cause: `fetched from ${repository.url}` });
    expect(await apiOf(on).call("source.hooks", { params: { tool } })).toMatchObject([{ forge: "gitea", heard: expect.any(String) }]);
  });

  it("builds nothing by a webhook about another branch, a forged one, or one that is delivered again", async () => {
    const before = await builds();
    const send = async (headers: Readonly<Record<string, string>>, body: string) => {
      const answer = await fetch((await hooks())[0]?.config.url ?? "", { method: "POST", headers, body });
      return { status: answer.status, text: await answer.text() };
    };
    const real = gitea.deliveries().findLast(({ status }) => status === 202);
    if (real === undefined) throw new Error("Gitea has sent nothing that was taken");
    expect(await send(real.headers, real.payload), "again").toMatchObject({ status: 200, text: expect.stringContaining("known") });
    const fresh = { ...real.headers, "X-Gitea-Delivery": "a-name-that-did-not-come-yet" };
    expect(await send(fresh, real.payload), "again under another name").toMatchObject({ status: 200 });
    const forged = createHmac("sha256", "guessed").update(real.payload).digest("hex");
    for (const signature of [forged, ""]) {
      expect((await send({ ...fresh, "X-Gitea-Signature": signature }, real.payload)).status).toBe(401);
    }
    expect((await send(fresh, real.payload.replaceAll("main", "mine"))).status, "changed on its way").toBe(401);

    repository.checkout("draft");
    repository.commit(plainApp("draft"));
    const sent = gitea.deliveries().length;
    repository.push("draft");
    await until("the push of the other branch was answered", 60_000, () =>
      gitea
        .deliveries()
        .slice(sent)
        .some(({ payload, status }) => payload.includes('"refs/heads/draft"') && status === 200),
    );
    expect(
      gitea
        .deliveries()
        .slice(sent)
        .map(({ status }) => status),
    ).not.toContain(202);
    expect(await builds()).toEqual(before);
    expect((await visit(on, tool)).text).toBe("second");
  });

  describe("when Gitea is told what becomes of commits", () => {
    const token = "source status gitea --enter --api";
    interface GiteaStatus {
      readonly status: string;
      readonly context: string;
      readonly description: string;
      readonly target_url: string;
    }
    /** Oldest first. */
    const statusesOf = async (commit: string): Promise<readonly GiteaStatus[]> =>
      ((await gitea.api("GET", `/repos/ada/shop/commits/${commit}/statuses?sort=oldest`)) as readonly GiteaStatus[]).toSorted(
        (a, b) => Number(a.status !== "pending") - Number(b.status !== "pending"),
      );
    const words = async (commit: string): Promise<readonly string[]> => (await statusesOf(commit)).map(({ status }) => status);
    const live = `http://shop.localhost:`;

    it("refuses a token that Gitea refuses, and keeps a good one without ever showing it", async () => {
      const wrong = await sluice(on, [...token.split(" "), gitea.url, "-t", tool], "not-a-token");
      expect(wrong).toMatchObject({ exit: 2, said: expect.stringContaining("refuses: 401") });
      expect(await said(["source", "show", "-t", tool])).not.toContain("gitea");
      await said([...token.split(" "), gitea.url, "-t", tool], gitea.token);
      const [newest] = await builds();
      await until("the live commit has its status", 60_000, async () => (await words(newest?.commit ?? "")).includes("success"));
      const shown = `${await said(["source", "show", "--json", "-t", tool])}${await said(["source", "statuses", "-t", tool])}${on.log()}`;
      expect(shown).toContain("success");
      expect(shown).not.toContain(gitea.token);
    });

    it("shows pending and then success with the tool's URL, once each, and the reason of a failure", async () => {
      repository.checkout("main");
      const good = repository.commit(plainApp("third"));
      repository.push("main");
      await until("Gitea shows that it is live", 180_000, async () => (await words(good)).includes("success"));
      const told = await statusesOf(good);
      expect(told.map(({ status, context }) => [status, context])).toEqual([
        ["pending", "sluice/shop"],
        ["success", "sluice/shop"],
      ]);
      expect(told[0]?.target_url).toMatch(/\/api\/v1\/tools\/shop\/builds\/\d+\/log$/);
      expect(told[1]?.target_url).toContain(live);

      const bad = repository.commit({ "sluice.yaml": "no-such-key: 7\n" });
      repository.push("main");
      await until("Gitea shows why it is refused", 180_000, async () => (await words(bad)).includes("failure"));
      expect(await statusesOf(bad)).toMatchObject([{ status: "failure", description: expect.stringContaining("sluice.yaml is wrong") }]);
    });

    it("is told after a kill of the server and while Gitea was away, once each", async () => {
      const commit = repository.commit({ ...plainApp("fourth"), "sluice.yaml": "" });
      repository.push("main");
      const statuses = () => apiOf(on).call("source.statuses", { params: { tool } });
      await until("it is to be told", 180_000, async () => (await statuses()).some((row) => row.commit === commit));
      await gitea.stop();
      await on.kill();
      await on.start();
      await until("it is live", 180_000, async () => (await builds())[0]?.state === "succeeded");
      await until("that Gitea is away is shown", 60_000, async () =>
        (await statuses()).some((row) => row.commit === commit && row.problem?.includes("does not answer") === true),
      );
      await gitea.start();
      await until("Gitea shows that it is live", 180_000, async () => (await words(commit)).includes("success"));
      const told = await words(commit);
      expect(new Set(told).size).toBe(told.length);
      await said(["source", "unstatus", "-t", tool]);
      expect(await said(["source", "show", "-t", tool])).not.toContain("gitea was told");
    });
  });
});
