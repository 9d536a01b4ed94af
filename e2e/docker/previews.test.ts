import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { sluice } from "./command.ts";
import { containersOf, docker } from "./containers.ts";
import { guideCommands } from "./guide-commands.ts";
import { install, type Installation } from "./installation.ts";
import { loadSteadily } from "./load.ts";
import { visit } from "./page.ts";
import { plainApp } from "./plain-app.ts";
import { sluice as withInput } from "./sluice.ts";
import { until } from "./until.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

describe("previews", { timeout: 400_000 }, () => {
  let on: Installation;
  let work: WorkTree;
  const api = () => apiOf(on);
  const say = (text: string): void => {
    for (const [path, content] of Object.entries(plainApp(text))) work.write(path, content);
  };
  const deploy = async (...args: readonly string[]): Promise<string> => {
    const { exit, said } = await sluice(on, work.directory, ["deploy", "-t", "foo", ...args]);
    expect({ exit, said }).toMatchObject({ exit: 0 });
    return said;
  };
  const files = (): readonly string[] =>
    execFileSync("git", ["--git-dir", join(on.directory, "control.git"), "ls-tree", "-r", "--name-only", "main"])
      .toString()
      .trim()
      .split("\n");
  const gone = (run: string, what: string): Promise<void> =>
    until(what, 180_000, async () => {
      const [tool = ""] = run.split("--").toReversed();
      const previews = await api()
        .call("previews.list", { params: { tool } })
        .catch(() => []);
      const none = previews.every(({ name }) => `${name}--${tool}` !== run) && (await containersOf(on, run)).length === 0;
      return none && !files().includes(`tools/${run}/release.yaml`) && (await visit(on, run)).status !== 200;
    });
  beforeAll(async () => {
    on = await install({ flags: ["--previews-per-tool", "2"] });
    work = await workTree(on, "foo", null);
    say("the tool");
    await work.commit("Say the tool");
    expect((await work.push()).said).toContain("Live: ");
    for (const [group, ...more] of [
      ["env", "SHOWN=plain"],
      ["secrets", "HIDDEN"],
    ]) {
      const { exit, said } = await withInput(on, [group ?? "", "set", ...more, "-t", "foo"], "a-secret-value");
      expect({ exit, said }).toMatchObject({ exit: 0 });
    }
  });
  afterAll(async () => {
    work?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
  });

  it("has a URL, is small, sees no secrets, and leaves the tool alone", async () => {
    say("a preview");
    const said = await deploy("--preview", "blue", "--ttl", "2h");
    expect(said).toMatch(/Live: http:\/\/blue--foo\.localhost:\d+ {2}\(v1/);
    expect((await visit(on, "blue--foo")).text).toBe("a preview");
    expect((await visit(on, "foo")).text).toBe("the tool");
    expect(JSON.parse((await visit(on, "blue--foo", "/settings")).text)).toEqual(["plain", null]);
    const [id = ""] = await containersOf(on, "blue--foo");
    expect(await docker("inspect", "-f", "{{.HostConfig.Memory}}", id)).toBe(String(256 * 1024 ** 2));
    const shown = await api().call("previews.show", { params: { tool: "foo", preview: "blue" } });
    expect(shown).toMatchObject({ state: "live", release: 1, by: "admin", secrets: false, source: { kind: "upload", changed: true } });
    expect(Date.parse(shown.expires) - Date.parse(shown.created)).toBe(7_200_000);
    await until("its words are kept", 30_000, async () =>
      (await sluice(on, work.directory, ["logs", "--preview", "blue"])).said.includes("ready to say a preview"),
    );
    expect(await api().call("drift.list", {})).toMatchObject({ differences: [] });
  });

  it("is replaced by the next deployment without a failed request", async () => {
    const load = loadSteadily(on, "blue--foo", { requests: 3000, seconds: 120 });
    say("replaced");
    await deploy("--preview", "blue");
    expect((await visit(on, "blue--foo")).text).toBe("replaced");
    const { failures, answered } = await load.stop();
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(20);
    expect(await api().call("previews.list", { params: { tool: "foo" } })).toHaveLength(1);
  });

  it("gets the tool's secrets when they are asked for, and the tool its image when it is promoted", async () => {
    say("trusted");
    await deploy("--preview", "red", "--with-secrets");
    expect(JSON.parse((await visit(on, "red--foo", "/settings")).text)).toEqual(["plain", "a-secret-value"]);
    const over = await sluice(on, work.directory, ["deploy", "-t", "foo", "--preview", "green"]);
    expect(over).toMatchObject({ exit: 1, said: expect.stringContaining("foo has 2 previews, which is the limit") });
    const { exit, said } = await sluice(on, work.directory, ["previews", "promote", "red"]);
    expect({ exit, said }).toMatchObject({ exit: 0 });
    expect(said).toMatch(/v4 = preview red, same image sha256:[0-9a-f]{12}…, settings of foo, live in/);
    expect((await visit(on, "foo")).text).toBe("trusted");
    const [release] = await api().call("releases.list", { params: { tool: "foo" } });
    expect(release).toMatchObject({
      cause: "promotion",
      image: (await api().call("previews.show", { params: { tool: "foo", preview: "red" } })).image,
    });
  });

  it("survives a kill of the server, and one whose time is over is reaped by the next", async () => {
    await on.kill();
    expect((await visit(on, "blue--foo")).text).toBe("replaced");
    await on.start();
    await until("it serves", 60_000, async () => (await visit(on, "blue--foo")).text === "replaced");
    await api().call("previews.extend", { params: { tool: "foo", preview: "blue" }, body: { ttl: "1s" } });
    await on.kill();
    await on.start();
    await gone("blue--foo", "the preview whose time is over is gone");
    expect((await visit(on, "red--foo")).text).toBe("trusted");
    const audit = await api().call("audit.list", {});
    expect(audit).toEqual(expect.arrayContaining([expect.objectContaining({ action: "preview.reap", subject: "foo/blue" })]));
  });

  it("goes with its tool", async () => {
    const { exit, said } = await sluice(on, work.directory, ["tools", "delete", "foo", "--yes"]);
    expect({ exit, said }).toMatchObject({ exit: 0 });
    await gone("red--foo", "the preview of the deleted tool is gone");
    expect(files().filter((path) => path.includes("foo"))).toEqual([]);
  });

  it("does what the guide says, command by command", async () => {
    using tried = await workTree(on, "my-tool", null);
    for (const [path, content] of Object.entries(plainApp("tried"))) tried.write(path, content);
    await tried.commit("Begin");
    expect((await tried.push()).code).toBe(0);
    const commands = guideCommands("previews");
    expect(commands.length).toBeGreaterThan(5);
    for (const args of commands) expect({ args, ...(await sluice(on, tried.directory, args)) }).toMatchObject({ exit: 0 });
    const { code, said } = await tried.push("HEAD:refs/deploy/previews/from-ci", "-o", "ttl=2h");
    expect(code, said).toBe(0);
    expect((await visit(on, "from-ci--my-tool")).text).toBe("tried");
  });
});
