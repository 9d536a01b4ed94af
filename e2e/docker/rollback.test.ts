import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { createClient, type Release } from "@sluice/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { sluice } from "./command.ts";
import { editControl } from "./control-edit.ts";
import { guideCommands } from "./guide-commands.ts";
import { install, type Installation } from "./installation.ts";
import { loadSteadily } from "./load.ts";
import { visit } from "./page.ts";
import { plainApp } from "./plain-app.ts";
import { until } from "./until.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

function writeApp(work: WorkTree, text: string): Promise<string> {
  for (const [path, content] of Object.entries(plainApp(text))) work.write(path, content);
  return work.commit(`Say ${text}`);
}

describe("after the image", () => {
  let on: Installation;
  let work: WorkTree;
  const api = () => apiOf(on);
  const live = async (release: Release): Promise<Release> => {
    const params = { tool: release.tool, release: release.number };
    await until(`v${release.number} of ${release.tool} has settled`, 60_000, async () => {
      const { state } = await api().call("releases.show", { params });
      return state !== "pending" && state !== "deploying";
    });
    const ended = await api().call("releases.show", { params });
    expect(ended).toMatchObject({ state: "live", reason: null });
    return ended;
  };
  const controlLog = (tool: string): readonly string[] =>
    execFileSync("git", ["--git-dir", join(on.directory, "control.git"), "log", "--format=%s", "main", "--", `tools/${tool}`])
      .toString()
      .trim()
      .split("\n");
  beforeAll(async () => {
    on = await install({ flags: ["--promote-seconds", "2"] });
    work = await workTree(on, "foo-beta", null);
    for (const text of ["one", "two"]) {
      await writeApp(work, text);
      expect((await work.push()).said).toContain("Live: ");
    }
    await api().call("tools.create", { body: { name: "foo" } });
  });
  afterAll(async () => {
    work?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
  });

  it(
    "rolls back and promotes again and again without a failed request, each by one commit and one number",
    { timeout: 240_000 },
    async () => {
      await live(await api().call("releases.promote", { params: { tool: "foo-beta" }, body: { to: "foo" } }));
      expect((await visit(on, "foo")).text).toBe("two");
      const loads = ["foo-beta", "foo"].map((tool) => loadSteadily(on, tool, { requests: 20_000, seconds: 120 }));
      for (const text of ["one", "two", "one"]) {
        const back = await api().call("releases.rollback", { params: { tool: "foo-beta" }, body: {} });
        await live(back);
        expect((await visit(on, "foo-beta")).text).toBe(text);
        const there = await api().call("releases.promote", { params: { tool: "foo-beta" }, body: { to: "foo" } });
        expect(there).toMatchObject({ tool: "foo", cause: "promotion", of: back.number, image: back.image, commit: back.commit });
        await live(there);
        expect((await visit(on, "foo")).text).toBe(text);
      }
      for (const load of loads) {
        const { answered, slow, failures } = await load.stop();
        expect(failures).toEqual([]);
        expect(answered).toBeGreaterThan(50);
        expect(slow).toBeGreaterThan(2);
      }
      expect(controlLog("foo-beta")).toEqual([
        "Roll back foo-beta to v3: v5",
        "Roll back foo-beta to v2: v4",
        "Roll back foo-beta to v1: v3",
        expect.stringContaining("Deploy foo-beta v2"),
        expect.stringContaining("Deploy foo-beta v1"),
      ]);
      expect(controlLog("foo")).toEqual([
        "Promote foo-beta v5 to foo: v4",
        "Promote foo-beta v4 to foo: v3",
        "Promote foo-beta v3 to foo: v2",
        "Promote foo-beta v2 to foo: v1",
      ]);
      await expect(api().call("releases.promote", { params: { tool: "foo-beta" }, body: { to: "foo" } })).rejects.toThrow("runs just what");
    },
  );

  it("tells the deployment of a rollback in the release's own log", async () => {
    const [newest] = await api().call("releases.list", { params: { tool: "foo-beta" } });
    const texts: string[] = [];
    const params = { tool: "foo-beta", release: newest?.number ?? 0 };
    for await (const line of api().stream("releases.log", { params, query: { follow: true } })) texts.push(line.text);
    expect(texts.at(-1)).toMatch(/^web: 1 of 1 healthy/);
  });

  it("builds what is pushed while the tool is paused, and deploys the newest of it when it is resumed after a restart", async () => {
    const params = { tool: "foo-beta" };
    await api().call("releases.pause", { params, body: { why: "release day" } });
    let commit = "";
    for (const text of ["three", "four"]) {
      commit = await writeApp(work, text);
      const { code, said } = await work.push();
      expect(said).toContain("Held: deployments of foo-beta are paused by admin (release day)");
      expect(said).toContain("sluice resume");
      expect(code).toBe(0);
    }
    expect((await visit(on, "foo-beta")).text).toBe("one");
    await on.kill();
    await on.start();
    const { paused, builds } = await api().call("tools.status", { params });
    expect(paused).toMatchObject({ by: "admin", why: "release day" });
    expect(builds).toEqual([]);
    const { release } = await api().call("releases.resume", { params });
    expect(release).toMatchObject({ commit, build: paused?.held });
    if (release !== null) await live(release);
    expect((await visit(on, "foo-beta")).text).toBe("four");
    expect((await api().call("tools.status", { params })).paused).toBeNull();
    expect(await api().call("releases.list", { params })).toHaveLength(6);
  });

  it("sends a release on by itself when its file says so and it stays healthy", async () => {
    const asks = `import os, urllib.request as u; assert u.urlopen(os.environ["SLUICE_WEB_URL"]).read().strip() == b"four"`;
    const rule = `promote:\n  to: foo\n  when: healthy\n  test: python3 -c '${asks}'\n`;
    using clone = editControl(on, "foo-beta", (text) => `${text}${rule}`);
    clone.push("Promote when healthy");
    await until("foo answers with the promoted image", 120_000, async () => {
      const { promotion } = await api().call("tools.status", { params: { tool: "foo-beta" } });
      if (promotion?.state === "ended") throw new Error(promotion.reason);
      return (await visit(on, "foo")).text === "four";
    });
    expect(controlLog("foo")[0]).toBe("Promote foo-beta v6 to foo: v5");
    await until("the promotion is written down", 30_000, async () => {
      const { promotion } = await api().call("tools.status", { params: { tool: "foo-beta" } });
      return promotion?.state === "done" && promotion.reason === "v5 of foo";
    });
    const [tested] = await api().call("runs.list", { params: { tool: "foo-beta" } });
    expect(tested, "what runs was asked by a run before").toMatchObject({ cause: "promotion", state: "succeeded", release: 6 });
  });

  it("lets nobody promote to a tool that is not theirs", async () => {
    const { value } = await api().call("tokens.create", { body: { label: "bob", user: "bob" } });
    await api().call("members.set", { params: { tool: "foo-beta", user: "bob" }, body: { role: "maintainer" } });
    const bob = createClient({ url: on.api, token: value });
    const promote = () => bob.call("releases.promote", { params: { tool: "foo-beta" }, body: { to: "foo" } });
    await expect(promote()).rejects.toMatchObject({ code: "not-found" });
    await api().call("members.set", { params: { tool: "foo", user: "bob" }, body: { role: "viewer" } });
    await expect(promote()).rejects.toMatchObject({ code: "not-allowed" });
    await expect(bob.call("releases.rollback", { params: { tool: "foo" }, body: {} })).rejects.toMatchObject({ code: "not-allowed" });
  });

  it("takes no push for a protected tool, and a promotion when a second maintainer says the same", { timeout: 240_000 }, async () => {
    await api().call("tools.create", { body: { name: "safe" } });
    for (const tool of ["foo-beta", "safe"])
      await api().call("members.set", { params: { tool, user: "bob" }, body: { role: "maintainer" } });
    const { value: token } = await api().call("tokens.create", { body: { label: "bob at work", user: "bob" } });
    const bob = { api: on.api, token };
    expect(await sluice(bob, work.directory, ["tools", "protect", "safe"])).toMatchObject({ exit: 0 });
    using pushed = await workTree(on, "safe", null);
    await writeApp(pushed, "past everybody");
    const { code, said } = await pushed.push();
    expect(code).not.toBe(0);
    expect(said).toContain("safe is protected");
    expect(said).toContain("sluice promote safe-beta safe");

    const promote = ["promote", "foo-beta", "safe"];
    for (const _ of ["once", "again"]) {
      const asked = await sluice(on, work.directory, promote);
      expect(asked.exit).toBe(1);
      expect(asked.said).toContain("another maintainer of safe has to say the same");
    }
    const done = await sluice(bob, work.directory, promote);
    expect(done).toMatchObject({ exit: 0 });
    expect(done.said).toContain("same image sha256:");
    expect(await sluice(bob, work.directory, ["tools", "unprotect", "safe"])).toMatchObject({ exit: 3 });
    expect((await sluice(on, work.directory, ["tools", "show", "safe"])).said).toMatch(/protected +by bob/);
  });

  it(
    "ends well wherever a rollback is killed: every number has an end, one is live, and the page never stops",
    { timeout: 240_000 },
    async () => {
      const params = { tool: "foo" };
      const load = loadSteadily(on, "foo", { requests: 20_000, seconds: 180 });
      for (const ms of [0, 30, 300]) {
        const asked = api()
          .call("releases.rollback", { params, body: {} })
          .catch(() => null);
        await new Promise((resolve) => setTimeout(resolve, ms));
        await on.kill();
        await asked;
        await on.start();
      }
      const list = () => api().call("releases.list", { params, query: { limit: 50 } });
      await until("every release has an end", 60_000, async () =>
        (await list()).every(({ state }) => state !== "pending" && state !== "deploying"),
      );
      const releases = await list();
      expect(releases.filter(({ state }) => state === "live")).toHaveLength(1);
      for (const { state, fault, reason } of releases.filter((one) => one.state === "failed")) {
        expect({ state, fault, reason }).toEqual({ state, fault: "platform", reason: expect.stringContaining("was not committed") });
      }
      expect(controlLog("foo")).toHaveLength(releases.filter(({ state }) => state !== "failed").length);
      const { failures, answered } = await load.stop();
      expect(failures).toEqual([]);
      expect(answered).toBeGreaterThan(50);
    },
  );

  it("does what the guides say, command by command", { timeout: 240_000 }, async () => {
    using tried = await workTree(on, "my-tool-beta", null);
    for (const text of ["one", "two"]) {
      await writeApp(tried, text);
      expect((await tried.push()).code).toBe(0);
    }
    const run = async (args: readonly string[]): Promise<string> => {
      const { exit, said } = await sluice(on, tried.directory, args);
      expect({ args, exit, said }).toMatchObject({ exit: 0 });
      return said;
    };
    const commands = ["rollback", "promote", "pause"].flatMap(guideCommands);
    expect(commands.length).toBeGreaterThan(8);
    const said: string[] = [];
    for (const args of commands) {
      said.push(await run(args));
      if (args[0] !== "pause") continue;
      await writeApp(tried, "three");
      expect((await tried.push()).said).toContain("Held: ");
    }
    expect(said[0]).toMatch(/v3 = v1 again, live in \d/);
    expect(said.join("\n")).toMatch(/v1 = my-tool-beta v6, same image sha256:[0-9a-f]{12}…, settings of my-tool, live in \d/);
    expect(said.at(-2)).toMatch(/deploy paused by admin .*: release day; build \d+ waits/);
    expect((await visit(on, "my-tool-beta")).text).toBe("three");
  });
});
