import { execFileSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { until } from "./until.ts";
import { workTree } from "./work-tree.ts";

describe("a control repository on another forge", () => {
  let on: Installation;
  let directory: string;
  let remote: string;
  const git = (...args: readonly string[]): string => execFileSync("git", ["--git-dir", remote, ...args], { encoding: "utf8" }).trim();

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "sluice-forge-"));
    remote = join(directory, "control.git");
    execFileSync("git", ["init", "-q", "--bare", "--initial-branch=main", remote]);
    on = await install({ flags: ["--control-remote", `file://${remote}`, "--control-interval", "1"] });
  });
  afterAll(async () => {
    await on?.[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  });

  it("has each deployment as its commit", async () => {
    using work = await workTree(on, "site", "static");
    const pushed = await work.push();
    expect(pushed.code, pushed.said).toBe(0);
    expect(git("log", "-1", "--format=%s", "main", "--", "tools/site")).toMatch(/^Deploy site v1: /);
    const clone = `${on.api.replace("http://", `http://admin:${on.token}@`)}/git/-/control.git`;
    const copy = join(directory, "copy");
    execFileSync("git", ["clone", "-q", clone, copy]);
    const identity = ["-c", "user.name=Eve", "-c", "user.email=eve@example.org"];
    execFileSync("git", [...identity, "commit", "-q", "--allow-empty", "-m", "Here"], { cwd: copy });
    expect(() => execFileSync("git", ["push", "-q"], { cwd: copy, encoding: "utf8", stdio: "pipe" })).toThrow(
      `this is a copy of file://${remote}: push there`,
    );
  });

  it("makes pushes wait while it is away, says that this is ours, and touches nothing that runs", async () => {
    using work = await workTree(on, "site", "static");
    work.write("public/index.html", "<p>after the storm</p>\n");
    await work.commit("After the storm");
    renameSync(remote, `${remote}.away`);
    const push = work.push("main", "--force");
    await until("the push says that it waits", 90_000, async () => {
      const [build] = await apiOf(on).call("builds.list", { params: { tool: "site" }, query: { limit: 1 } });
      if (build === undefined || build.state !== "running") return false;
      for await (const line of apiOf(on).stream("builds.log", { params: { tool: "site", build: build.id } })) {
        if (line.text.includes("cannot be written") && line.text.includes("That is ours")) return true;
      }
      return false;
    });
    const { condition, release } = await apiOf(on).call("tools.status", { params: { tool: "site" } });
    expect(release?.number).toBe(1);
    expect(condition).toMatchObject({ state: "waiting", reason: expect.stringContaining("which is the platform's fault") });
    expect((await visit(on, "site")).status).toBe(200);
    renameSync(`${remote}.away`, remote);
    const pushed = await push;
    expect(pushed.code, pushed.said).toBe(0);
    expect((await visit(on, "site")).text).toContain("after the storm");
    expect((await apiOf(on).call("control.fetch", {})).remote).toMatchObject({ state: "synced" });
  });

  it("deploys what a person commits there, and a broken file is that tool's alone", async () => {
    const clone = join(directory, "clone");
    execFileSync("git", ["clone", "-q", remote, clone]);
    const shell = (script: string): string => execFileSync("sh", ["-ec", script], { cwd: clone, encoding: "utf8" });
    const commit = 'git add -A && git -c user.name=Eve -c user.email=eve@example.org commit -qm "By Eve" && git push -q';
    shell(`mkdir -p tools/other && echo "release: soon" > tools/other/release.yaml
      sed -i 's/^release: 2$/release: 3/; s/512Mi/256Mi/' tools/site/release.yaml && ${commit}`);
    await until("v3 is live", 60_000, async () => {
      const { release } = await apiOf(on).call("tools.status", { params: { tool: "site" } });
      return release?.number === 3;
    });
    const { broken } = await apiOf(on).call("control.show", {});
    expect(broken).toMatchObject([{ tool: "other", problem: expect.stringContaining("tools/other/release.yaml:1: ") }]);
    const [newest] = await apiOf(on).call("releases.list", { params: { tool: "site" }, query: { limit: 1 } });
    expect(newest).toMatchObject({ number: 3, cause: "commit", author: "Eve", subject: "By Eve" });
  });
});
