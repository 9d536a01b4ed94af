import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { buildContainers } from "./containers.ts";
import { mulberry } from "./generator.ts";
import { install, type Installation } from "./installation.ts";
import { visit, visitSteadily } from "./page.ts";
import { until } from "./until.ts";
import { workTree } from "./work-tree.ts";

const rounds = 20;
const ends = new Set(["succeeded", "failed", "cancelled", "superseded"]);

describe("a server that is killed", () => {
  let on: Installation;
  beforeAll(async () => {
    on = await install();
  });
  afterAll(async () => on?.[Symbol.asyncDispose]());

  it(`ends every accepted push ${rounds} times, deploys none twice, and the app never stops serving`, { timeout: 600_000 }, async () => {
    const random = mulberry(20261121);
    using work = await workTree(on, "steady", "static");
    expect((await work.push()).code).toBe(0);
    const visits = visitSteadily(on, "steady", 60_000);
    const pushed: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      work.write("public/index.html", `<p>round ${round}</p>\n`);
      pushed.push(await work.commit(`Round ${round}`));
      const push = work.push("main", "--force");
      await pause(Math.floor(random() * 1600));
      await on.kill();
      await push;
      await on.start();
    }
    const api = apiOf(on);
    await until("every build has ended", 120_000, async () => {
      const builds = await api.call("builds.list", { params: { tool: "steady" }, query: { limit: 100 } });
      return builds.every((build) => ends.has(build.state));
    });
    const builds = await api.call("builds.list", { params: { tool: "steady" }, query: { limit: 100 } });
    for (const build of builds) {
      const lines = [];
      for await (const line of api.stream("builds.log", { params: { tool: "steady", build: build.id } })) lines.push(line);
      expect(lines.map((line) => line.n)).toEqual(lines.map((_, index) => index));
      expect(lines.length).toBeGreaterThan(0);
    }
    const releases = await api.call("releases.list", { params: { tool: "steady" }, query: { limit: 100 } });
    const ofBuild = releases.map((release) => release.build);
    expect(new Set(ofBuild).size).toBe(ofBuild.length);
    expect(releases.filter((release) => release.state === "live")).toHaveLength(1);
    expect(new Set(builds.map((build) => build.commit)).size).toBeLessThanOrEqual(pushed.length + 1);
    const { failures, answered } = await visits.stop();
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(100);
    // Of all that the killed servers began to build or kept ready, at most the one place for the next build is left.
    await until("no build container is left over", 60_000, async () => {
      const left = await buildContainers(on);
      return left.length <= 1 && left.every(({ state }) => state === "running");
    });
  });

  it("finishes the push whose pusher was there when it died", async () => {
    using work = await workTree(on, "orphan", "static");
    work.write("public/index.html", "<p>after the storm</p>\n");
    await work.commit("Storm");
    const push = work.push();
    await until("the build is queued", 10_000, async () => {
      const builds = await apiOf(on)
        .call("builds.list", { params: { tool: "orphan" } })
        .catch(() => []);
      return builds.length > 0;
    });
    await on.kill();
    expect((await push).code).not.toBe(0);
    await on.start();
    await until("the page answers", 60_000, async () => (await visit(on, "orphan")).text.includes("after the storm")).catch(
      async (error: unknown) => {
        const builds = await apiOf(on).call("builds.list", { params: { tool: "orphan" } });
        throw new Error(`${String(error)}\n${JSON.stringify(builds, null, 1)}\n${on.log().slice(-2000)}`);
      },
    );
  });
});
