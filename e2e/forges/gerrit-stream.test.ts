import { ToolName } from "@sluice/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "../docker/api.ts";
import { install, type Installation } from "../docker/installation.ts";
import { visit } from "../docker/page.ts";
import { plainApp } from "../docker/plain-app.ts";
import { sluice } from "../docker/sluice.ts";
import { until } from "../docker/until.ts";
import { fromForges } from "./from-forges.ts";
import { type Gerrit, startGerrit } from "./gerrit.ts";
import { type GerritProject, makeProject } from "./gerrit-project.ts";

describe("a tool that follows the events of a real Gerrit over ssh", { timeout: 400_000 }, () => {
  let gerrit: Gerrit;
  let on: Installation;
  let project: GerritProject;
  let change: number;
  const tool = ToolName.parse("shop");
  const said = async (args: readonly string[], input = ""): Promise<string> => {
    const { exit, said: text } = await sluice(on, [...args, "-t", tool], input);
    expect({ exit, text }).toMatchObject({ exit: 0 });
    return text;
  };
  const source = () => apiOf(on).call("source.show", { params: { tool } });
  const shows = async (run: string): Promise<string> => (await visit(on, run)).text;
  const isShown = (run: string, text: string): Promise<void> =>
    until(`${run} shows ${text}`, 240_000, async () => (await shows(run)) === text);
  const isFollowed = (): Promise<void> => until("the events are followed", 240_000, async () => (await source()).eventsProblem === null);

  beforeAll(async () => {
    // looks by itself are hours apart: what comes, comes by events
    [gerrit, on] = await Promise.all([startGerrit(), install({ flags: fromForges })]);
    project = await makeProject(gerrit, tool);
    project.land(plainApp("main"));
    await apiOf(on).call("tools.create", { body: { name: tool } });
    const url = `ssh://sluice@127.0.0.1:${gerrit.sshPort}/${project.name}`;
    await said(["source", "set", url, "--events", "stream", "--fork-previews"]);
  }, 600_000);
  afterAll(async () => {
    project?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
    await gerrit?.[Symbol.asyncDispose]();
  });

  it("waits until its key is let in, says so, and is live soon after", async () => {
    await until("it is said that the key is not let in", 120_000, async () =>
      ((await source()).eventsProblem ?? "").includes("does not let our deploy key in"),
    );
    expect(await said(["source", "show"])).toContain("not heard: its host does not let our deploy key in");
    const { publicKey } = await source();
    await gerrit.command("set-account", "sluice", "--add-ssh-key", `'${publicKey}'`);
    await isFollowed();
    await isShown(tool, "main");
    await said(["source", "status", "gerrit", "--enter", "--api", gerrit.url, "--account", "sluice"], gerrit.password);
  });

  it("sees what is submitted, and gives a change its preview, by events alone", async () => {
    project.land(plainApp("second"));
    await isShown(tool, "second");
    ({ number: change } = await project.propose(plainApp("proposed")));
    await isShown(`pr-${change}--shop`, "proposed");
  });

  it("misses nothing that happens while Gerrit is away, or the server is killed", async () => {
    await gerrit.stop();
    await until("it is said that nothing is heard", 120_000, async () => (await source()).eventsProblem !== null);
    await on.kill();
    await gerrit.start();
    // heard by nobody
    await project.propose(plainApp("proposed unheard"), true);
    await on.start();
    await isFollowed();
    await isShown(`pr-${change}--shop`, "proposed unheard");
    await project.propose(plainApp("proposed again"), true);
    await isShown(`pr-${change}--shop`, "proposed again");
  });

  it("loses the preview when the change is submitted, and shows it", async () => {
    await gerrit.api("admin", "POST", `/changes/${change}/revisions/current/review`, { labels: { "Code-Review": 2 } });
    await gerrit.api("admin", "POST", `/changes/${change}/submit`);
    await isShown(tool, "proposed again");
    await until("the preview is gone", 180_000, async () => (await visit(on, `pr-${change}--shop`)).status !== 200);
    // there is no label Verified in this Gerrit
    expect((await source()).statuses?.label).toBe("Verified");
    await until("the change says that no vote can be given", 60_000, async () => {
      const messages = (await gerrit.api("ada", "GET", `/changes/${change}/messages`)) as readonly { readonly message: string }[];
      return messages.some(({ message }) => message.includes("there is no label Verified"));
    });
  });
});
