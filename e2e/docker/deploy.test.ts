import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { sluice } from "./command.ts";
import { guideCommands } from "./guide-commands.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { plainApp } from "./plain-app.ts";
import { until } from "./until.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

function write(work: WorkTree, text: string): void {
  for (const [path, content] of Object.entries(plainApp(text))) work.write(path, content);
}

describe("sluice deploy", { timeout: 400_000 }, () => {
  let on: Installation;
  let work: WorkTree;
  let pushed: string;
  const api = () => apiOf(on);
  const branch = async (): Promise<string> => {
    const [main] = (await api().call("releases.list", { params: { tool: "foo" } })).filter(({ cause }) => cause === "push");
    return main?.commit ?? "";
  };
  beforeAll(async () => {
    on = await install();
    work = await workTree(on, "foo", null);
    write(work, "pushed");
    work.write(".gitignore", "*.log\n/build/\n");
    pushed = await work.commit("Say pushed");
    expect((await work.push()).said).toContain("Live: ");
  });
  afterAll(async () => {
    work?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
  });

  it("deploys a work tree with its changes, without ignored files, and moves no branch", async () => {
    write(work, "not committed");
    work.write("ignored.log", "no");
    work.write("build/out", "no");
    work.write("deep/in/new.txt", "yes");
    const { exit, said } = await sluice(on, work.directory, ["deploy"]);
    expect({ exit, said }).toMatchObject({ exit: 0 });
    expect(said).toContain(`from ${pushed.slice(0, 7)} with uncommitted changes`);
    expect(said).toContain("Live: http://foo.localhost");
    expect((await visit(on, "foo")).text).toBe("not committed");
    const files = JSON.parse((await visit(on, "foo", "/files")).text) as string[];
    expect(files).toEqual(expect.arrayContaining([".gitignore", "app.py", "deep/in/new.txt"]));
    expect(files.filter((path) => path.includes("build") || path.endsWith(".log"))).toEqual([]);

    const [release] = await api().call("releases.list", { params: { tool: "foo" } });
    const subject = `Say pushed (uploaded from ${pushed.slice(0, 7)} with uncommitted changes)`;
    expect(release).toMatchObject({ cause: "upload", state: "live", author: "admin", subject });
    expect(await branch()).toBe(pushed);
    expect((await work.push("main:refs/heads/main")).said).toContain("Everything up-to-date");
    expect((await sluice(on, work.directory, ["status"])).said).toContain("uploaded from");
  });

  it("is overtaken by the next push, and stale counts what an upload of an older commit lacks", async () => {
    const next = await work.commit("Say it again");
    const { code, said } = await work.push();
    expect(code, said).toBe(0);
    expect(await branch()).toBe(next);
    using old = await workTree(on, "foo", null);
    for (const [path, content] of Object.entries(plainApp("elsewhere"))) old.write(path, content);
    expect((await sluice(on, old.directory, ["deploy", "-m", "From elsewhere"])).exit).toBe(0);
    expect((await visit(on, "foo")).text).toBe("elsewhere");
    expect(await api().call("stale.show", { params: { tool: "foo" } })).toMatchObject({ head: next, ahead: 2, uploaded: true });
    expect((await sluice(on, work.directory, ["stale"])).said).toMatch(/main is 2 commits ahead.*an upload/);
  });

  it("goes to another tool first, from a directory that is in no repository", async () => {
    await api().call("tools.create", { body: { name: "foo-beta" } });
    using plain = await workTree(on, "foo", null);
    plain.write("app/.gitignore", "secret.txt\n");
    plain.write("app/secret.txt", "no");
    for (const [path, content] of Object.entries(plainApp("beta"))) plain.write(`app/${path}`, content);
    const { exit, said } = await sluice(on, plain.directory, ["deploy", "app", "-t", "foo-beta", "--json"]);
    expect({ exit, said }).toMatchObject({ exit: 0 });
    expect(said).toContain('"cause": "upload"');
    expect((await visit(on, "foo-beta")).text).toBe("beta");
    expect((await visit(on, "foo-beta", "/files")).text).not.toContain("secret.txt");
  });

  it("says whose fault it is, and what serves goes on", async () => {
    using broken = await workTree(on, "foo", null);
    for (const [path, content] of Object.entries(plainApp("broken"))) broken.write(path, content);
    broken.write("Procfile", 'web: python3 -c "raise SystemExit(3)"\n');
    const { exit, said } = await sluice(on, broken.directory, ["deploy", "-t", "foo-beta"]);
    expect({ exit, said }).toMatchObject({ exit: 1 });
    expect(said).toMatch(/Not deployed: deployment failed: your code; build \d+/);
    expect((await visit(on, "foo-beta")).text).toBe("beta");
    const nothing = await sluice(on, broken.directory, ["deploy", "-t", "no-such-tool"]);
    expect(nothing).toMatchObject({ exit: 1, said: expect.stringContaining("There is no tool no-such-tool") });
  });

  it("goes on when the server is killed in between", async () => {
    using again = await workTree(on, "foo", null);
    for (const [path, content] of Object.entries(plainApp("after the kill"))) again.write(path, content);
    const deploying = sluice(on, again.directory, ["deploy", "-t", "foo-beta", "-m", "Kill in between"]);
    await until("its build is there", 60_000, async () => {
      const [build] = await api().call("builds.list", { params: { tool: "foo-beta" } });
      return build?.subject.startsWith("Kill in between") === true;
    });
    await on.kill();
    expect((await deploying).exit).toBe(4);
    await on.start();
    await until("what was sent is live", 120_000, async () => (await visit(on, "foo-beta")).text === "after the kill");
    const releases = await api().call("releases.list", { params: { tool: "foo-beta" } });
    expect(releases.filter(({ subject }) => subject.startsWith("Kill in between"))).toHaveLength(1);
  });

  it("does what the guide says, command by command", async () => {
    using tried = await workTree(on, "my-tool", null);
    write(tried, "tried");
    await tried.commit("Begin");
    for (const name of ["my-tool", "my-tool-beta"]) await api().call("tools.create", { body: { name } });
    const commands = guideCommands("deploy");
    expect(commands.length).toBeGreaterThan(3);
    for (const args of commands) expect({ args, ...(await sluice(on, tried.directory, args)) }).toMatchObject({ exit: 0 });
  });
});
