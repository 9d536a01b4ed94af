import { ToolName } from "@sluice/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "../docker/api.ts";
import { install, type Installation } from "../docker/installation.ts";
import { visit } from "../docker/page.ts";
import { plainApp } from "../docker/plain-app.ts";
import { sluice } from "../docker/sluice.ts";
import { until } from "../docker/until.ts";
import { fromForges } from "./from-forges.ts";
import { type FollowedEvents, type Gerrit, startGerrit } from "./gerrit.ts";
import { type GerritProject, makeProject } from "./gerrit-project.ts";

interface Message {
  readonly tag?: string;
  readonly message: string;
  readonly author: { readonly username: string };
}

describe("changes in a real Gerrit, told by its events over HTTP", { timeout: 400_000 }, () => {
  let gerrit: Gerrit;
  let on: Installation;
  let project: GerritProject;
  let events: FollowedEvents;
  let hook: string;
  let change: number;
  const tool = ToolName.parse("shop");
  const said = async (args: readonly string[], input = ""): Promise<string> => {
    const { exit, said: text } = await sluice(on, [...args, "-t", tool], input);
    expect({ exit, text }).toMatchObject({ exit: 0 });
    return text;
  };
  const shows = async (run: string): Promise<string> => (await visit(on, run)).text;
  const isGone = (run: string): Promise<void> =>
    until(`${run} is gone`, 180_000, async () => {
      const left = await apiOf(on).call("previews.list", { params: { tool } });
      return left.length === 0 && (await visit(on, run)).status !== 200;
    });
  const post = async (url: string, body: string): Promise<number> => (await fetch(url, { method: "POST", body })).status;
  /**
   * The plugin `webhooks` is in no package, so its part is played: what Gerrit itself says of the event is posted as it is,
   * which is what the plugin does.
   */
  const deliver = async (type: string, since: number): Promise<number> => {
    // each message moves a ref of its own, too
    const isIt = (line: string): boolean => {
      const event = JSON.parse(line);
      return event.type === type && (type !== "ref-updated" || /^(refs\/heads\/)?main$/.test(event.refUpdate.refName));
    };
    const found = (): string | undefined => events.lines().slice(since).find(isIt);
    await until(`Gerrit says ${type}`, 60_000, () => found() !== undefined);
    return post(hook, found() ?? "");
  };
  const messages = async (): Promise<readonly Message[]> => {
    const all = (await gerrit.api("ada", "GET", `/changes/${change}/messages`)) as readonly Message[];
    return all.filter(({ author }) => author?.username === "sluice");
  };
  const vote = async (): Promise<number | undefined> => {
    const { labels } = (await gerrit.api("ada", "GET", `/changes/${change}/detail`)) as {
      readonly labels: { readonly Verified?: { readonly all?: readonly { readonly username: string; readonly value?: number }[] } };
    };
    return labels.Verified?.all?.find(({ username }) => username === "sluice")?.value;
  };

  beforeAll(async () => {
    [gerrit, on] = await Promise.all([startGerrit(), install({ flags: fromForges })]);
    const values = { "-1": "Fails", " 0": "No score", "+1": "Works" };
    await gerrit.api("admin", "PUT", "/projects/All-Projects/labels/Verified", { values, commit_message: "Let machines vote" });
    const anybody = (rule: object): object => ({ rules: { "global:Registered-Users": { action: "ALLOW", ...rule } } });
    await gerrit.api("admin", "POST", "/projects/All-Projects/access", {
      add: { "refs/heads/*": { permissions: { "label-Verified": { label: "Verified", ...anybody({ min: -1, max: 1 }) } } } },
    });
    project = await makeProject(gerrit, tool);
    project.land(plainApp("main"));
    events = await gerrit.follow();
    await apiOf(on).call("tools.create", { body: { name: tool } });
    await said(["source", "set", `${gerrit.url}/${project.name}`, "--fork-previews"]);
    await said(["source", "status", "gerrit", "--enter", "--api", gerrit.url, "--account", "sluice"], gerrit.password);
    hook = /URL +(\S+)/.exec(await said(["source", "hook", "gerrit"]))?.[1] ?? "";
    await until("the tool is live", 180_000, async () => (await shows(tool)) === "main");
  }, 600_000);
  afterAll(async () => {
    events?.[Symbol.dispose]();
    project?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
    await gerrit?.[Symbol.asyncDispose]();
  });

  it("get a preview, a message with its URL and a vote when they are pushed for review", async () => {
    const since = events.lines().length;
    ({ number: change } = await project.propose(plainApp("proposed")));
    expect(await deliver("patchset-created", since)).toBe(202);
    await until("the preview answers with the change", 180_000, async () => (await shows(`pr-${change}--shop`)) === "proposed");
    await until("Gerrit has the vote", 60_000, async () => (await vote()) === 1);
    expect((await messages()).map(({ message }) => message)).toEqual([
      expect.stringContaining("is on its way"),
      expect.stringContaining(`http://pr-${change}--shop.localhost:${on.routerPort}`),
    ]);
    expect(await shows(tool)).toBe("main");
  });

  it("are told why the next patch set fails, and are built again with the one after it", async () => {
    let since = events.lines().length;
    await project.propose({ "sluice.yaml": "no-such-key: 7\n" }, true);
    expect(await deliver("patchset-created", since)).toBe(202);
    await until("the vote says that it fails", 60_000, async () => (await vote()) === -1);
    expect((await messages()).at(-1)?.message).toContain("sluice.yaml is wrong");
    expect(await shows(`pr-${change}--shop`), "the patch set before serves on").toBe("proposed");
    since = events.lines().length;
    await project.propose({ ...plainApp("proposed better"), "sluice.yaml": "" }, true);
    expect(await deliver("patchset-created", since)).toBe(202);
    await until("the preview shows it", 180_000, async () => (await shows(`pr-${change}--shop`)) === "proposed better");
    await until("Gerrit has the vote", 60_000, async () => (await vote()) === 1);
  });

  it("are left alone by a forged address, by what is no news, and by what came before", async () => {
    const before = await apiOf(on).call("builds.list", { params: { tool } });
    const created = events.lines().findLast((line) => JSON.parse(line).type === "patchset-created") ?? "";
    expect(await post(hook.replace(/.{8}$/, "00000000"), created)).toBe(401);
    expect(await post(hook.slice(0, hook.lastIndexOf("/")), created)).toBe(401);
    expect(await post(hook, created), "again").toBe(200);
    const since = events.lines().length;
    await gerrit.api("ada", "POST", `/changes/${change}/revisions/current/review`, { message: "Fine." });
    expect(await deliver("comment-added", since)).toBe(200);
    expect(await apiOf(on).call("builds.list", { params: { tool } })).toEqual(before);
  });

  it("lose it when they are abandoned, also when nobody heard of it", async () => {
    await on.kill();
    await gerrit.api("ada", "POST", `/changes/${change}/abandon`);
    await on.start();
    await said(["source", "check"]);
    await isGone(`pr-${change}--shop`);
  });

  it("are live at the tool's URL when they are restored and submitted", async () => {
    let since = events.lines().length;
    await gerrit.api("ada", "POST", `/changes/${change}/restore`);
    expect(await deliver("change-restored", since)).toBe(202);
    await until("it has its preview again", 180_000, async () => (await shows(`pr-${change}--shop`)) === "proposed better");
    // while its build goes on the vote is taken back
    await until("Gerrit has the vote again", 60_000, async () => (await vote()) === 1);
    since = events.lines().length;
    await gerrit.api("admin", "POST", `/changes/${change}/revisions/current/review`, { labels: { "Code-Review": 2 } });
    await gerrit.api("admin", "POST", `/changes/${change}/submit`);
    expect(await deliver("ref-updated", since)).toBe(202);
    await until("what was submitted is live", 180_000, async () => (await shows(tool)) === "proposed better");
    await isGone(`pr-${change}--shop`);
    await until("its change says so", 60_000, async () => (await messages()).some(({ message }) => message.includes("Live: http://shop.")));
    expect(on.log()).not.toContain(gerrit.password);
  });
});
