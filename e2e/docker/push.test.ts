import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { install, type Installation } from "./installation.ts";
import { flaskApp } from "./flask-app.ts";
import { visit, visitSteadily } from "./page.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

describe("git push", () => {
  let on: Installation;
  let work: WorkTree;
  beforeAll(async () => {
    on = await install({ flags: ["--deploy-seconds", "20"] });
    work = await workTree(on, "first", "python-flask");
  });
  afterAll(async () => {
    work?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
  });

  it("creates the tool, builds, deploys, and the page answers with what was pushed", async () => {
    work.write("app.py", flaskApp("pushed once"));
    const commit = await work.commit("Say something");
    const { code, said } = await work.push();
    expect(said).toMatch(/remote: .*commit [0-9a-f]{7} "Say something" by Ada/);
    expect(said).toMatch(/remote: Found python 3\.\d+ \(requirements\.txt\)/);
    expect(said).toMatch(/\[build\]\s+dependencies/);
    expect(said).toMatch(/\[release\]\s+v1 = [0-9a-f]{7}/);
    expect(said).toMatch(/\[deploy\]\s+web: 1 of 1 healthy/);
    expect(said).toMatch(/Live: http:\/\/first\.localhost:\d+.*\(v1, [\d.]+ s\)/);
    expect(code).toBe(0);
    expect((await visit(on, "first")).text).toBe("pushed once");

    const [release] = await apiOf(on).call("releases.list", { params: { tool: "first" } });
    expect(release).toMatchObject({ number: 1, state: "live", commit });
    expect(release?.image).toMatch(/^sha256:/);
  });

  it("reuses the dependencies on the second push and drops no request", async () => {
    const visits = visitSteadily(on, "first", 2000);
    work.write("app.py", flaskApp("pushed twice"));
    await work.commit("Change a line");
    const { code, said } = await work.push();
    const { answered, failures } = await visits.stop();
    expect(code).toBe(0);
    expect(said).toMatch(/dependencies: unchanged \(requirements\.txt\)/);
    expect((await visit(on, "first")).text).toBe("pushed twice");
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(10);
  });

  it("builds and serves each example", async () => {
    const serves = async (example: string): Promise<void> => {
      using tried = await workTree(on, `try-${example}`, example);
      const { code, said } = await tried.push();
      expect(said).toContain("Live: ");
      expect(code).toBe(0);
      expect((await visit(on, `try-${example}`)).status).toBe(200);
    };
    await Promise.all(["node", "static", "procfile"].map(serves));
  });

  it("stores other branches without a deployment, and says so", async () => {
    using topic = await workTree(on, "branches", "static");
    const { code, said } = await topic.push("main:refs/heads/topic");
    expect(code).toBe(0);
    expect(said).toMatch(/stored/i);
    expect(await apiOf(on).call("builds.list", { params: { tool: "branches" } })).toEqual([]);
  });

  it("refuses a wrong token", async () => {
    using stranger = await workTree({ ...on, token: "sluice_wrong" }, "secret", "static");
    const { code, said } = await stranger.push();
    expect(code).not.toBe(0);
    expect(said).toMatch(/Authentication failed|401/);
  });
});
