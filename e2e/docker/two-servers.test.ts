import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { mulberry } from "./generator.ts";
import { install, type Installation } from "./installation.ts";
import { visit, visitSteadily } from "./page.ts";
import { openDatabase, type Database } from "./postgres.ts";
import { until } from "./until.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

const rounds = 3;
const ends = new Set(["succeeded", "failed", "cancelled", "superseded"]);
const tools = ["steady", "other"] as const;

/** Whether a server passes requests on. */
async function standsBy(server: Installation): Promise<boolean> {
  return (await fetch(`${server.api}/healthz`)).headers.get("via") !== null;
}

/** Whether it serves itself. Nobody listens for the moment in which it changes from the one to the other. */
async function serves(server: Installation): Promise<boolean> {
  const answer = await fetch(`${server.api}/readyz`).catch(() => null);
  return answer?.ok === true && answer.headers.get("via") === null;
}

/** Every build of a tool has ended, with a whole log, and none was released twice. */
async function nothingLostOrDoubled(server: Installation, tool: string): Promise<void> {
  const api = apiOf(server);
  const page = { limit: 100 };
  const builds = () => api.call("builds.list", { params: { tool }, query: page });
  await until("every build has ended", 120_000, async () => (await builds()).every(({ state }) => ends.has(state)));
  for (const build of await builds()) {
    const numbers = [];
    for await (const { n } of api.stream("builds.log", { params: { tool, build: build.id } })) numbers.push(n);
    expect(numbers).toEqual(numbers.map((_, at) => at));
    expect(numbers.length).toBeGreaterThan(0);
  }
  const releases = await api.call("releases.list", { params: { tool }, query: page });
  const ofBuild = releases.map(({ build }) => build);
  expect(new Set(ofBuild).size).toBe(ofBuild.length);
  expect(releases.filter(({ state }) => state === "live")).toHaveLength(1);
}

describe("two servers of one installation on one PostgreSQL", () => {
  let database: Database;
  let one: Installation;
  let two: Installation;
  beforeAll(async () => {
    database = await openDatabase();
    const flags = ["--database", database.url, "--stand-by", "true", "--hang-seconds", "10", "--trusted-proxies", "127.0.0.1"];
    flags.push("--prune-grace", "0", "--releases-kept", "2");
    one = await install({ flags });
    two = await install({ flags, beside: one });
  }, 180_000);
  afterAll(async () => {
    await two?.[Symbol.asyncDispose]();
    await one?.[Symbol.asyncDispose]();
    await database?.[Symbol.asyncDispose]();
  });

  it("take pushes alike while one serves, and the other goes on with all when that one is killed", { timeout: 600_000 }, async () => {
    const random = mulberry(17);
    expect([await standsBy(one), await standsBy(two)]).toEqual([false, true]);
    using steady = await workTree(one, "steady", "static");
    using other = await workTree(two, "other", "static");
    for (const work of [steady, other]) {
      const { code, said } = await work.push();
      expect(code, said).toBe(0);
    }
    const visits = visitSteadily(one, "steady", 60_000);
    let [serving, waiting] = [one, two];
    for (let round = 0; round < rounds; round += 1) {
      const pushes = [];
      for (const work of [steady, other]) {
        work.write("public/index.html", `<p>round ${round}</p>\n`);
        await work.commit(`Round ${round}`);
        pushes.push(work.push("main", "--force"));
      }
      await pause(Math.floor(random() * 1600));
      await serving.kill();
      const gone = serving;
      [serving, waiting] = [waiting, serving];
      const next = serving;
      await until("the other server has taken over", 120_000, () => serves(next));
      await Promise.all(pushes);
      await gone.start();
      expect(await standsBy(gone)).toBe(true);
    }

    for (const tool of tools) await nothingLostOrDoubled(waiting, tool);

    for (const [work, tool] of [
      [steady, "steady"],
      [other, "other"],
    ] as const) {
      work.write("public/index.html", "<p>after all</p>\n");
      await work.commit("After all");
      const { code, said } = await work.push("main", "--force");
      expect(code, said).toBe(0);
      expect((await visit(one, tool)).text).toContain("after all");
    }
    const { failures, answered } = await visits.stop();
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(100);
  });

  it(
    "one prunes while both are pushed to and the one that serves is killed: nothing needed goes, nothing is doubled",
    { timeout: 600_000 },
    async () => {
      const random = mulberry(29);
      let [serving, waiting] = (await standsBy(one)) ? [two, one] : [one, two];
      using kept = await workTree(one, "kept", "static");
      const pushText = async (work: WorkTree, text: string) => {
        work.write("public/index.html", `<p>${text}</p>\n`);
        await work.commit(`Say ${text}`);
        return work.push("main", "--force");
      };
      for (const text of ["pinned", "before", "now"]) expect((await pushText(kept, text)).code).toBe(0);
      await apiOf(one).call("releases.pin", { params: { tool: "kept", release: 1 }, body: { why: "the good one" } });
      using busy = await workTree(two, "busy", "static");
      expect((await busy.push()).code).toBe(0);
      const visits = visitSteadily(one, "kept", 60_000);
      const prune = (server: Installation) =>
        apiOf(server)
          .call("pruning.run", {})
          .catch(() => null);
      for (let round = 0; round < rounds; round += 1) {
        const pushing = pushText(busy, `round ${round}`);
        const pruning = [prune(one), prune(two)];
        await pause(Math.floor(random() * 1200));
        await serving.kill();
        const gone = serving;
        [serving, waiting] = [waiting, serving];
        const next = serving;
        await until("the other server has taken over", 120_000, () => serves(next));
        await Promise.all([pushing, ...pruning]);
        await gone.start();
      }
      // what was cut off goes on, and moves the branch when it is live
      for (const tool of ["kept", "busy"]) await nothingLostOrDoubled(waiting, tool);
      const last = await pushText(busy, "after all");
      expect(last.code, last.said).toBe(0);
      for (const tool of ["kept", "busy"]) await nothingLostOrDoubled(waiting, tool);
      await until("nothing more goes", 120_000, async () => {
        await prune(one);
        return (await apiOf(two).call("pruning.show", { query: {} })).goes.count === 0;
      });
      const releases = await apiOf(two).call("releases.list", { params: { tool: "kept" } });
      expect(releases.map(({ number, kept: isKept }) => [number, isKept])).toEqual([
        [3, true],
        [2, true],
        [1, true],
      ]);
      for (const release of [1, 2]) {
        const back = await apiOf(one).call("releases.rollback", { params: { tool: "kept" }, body: { release } });
        const state = async () => (await apiOf(one).call("releases.show", { params: { tool: "kept", release: back.number } })).state;
        await until(`v${release} is live again`, 60_000, async () => (await state()) === "live");
        expect((await visit(one, "kept")).text).toContain(release === 1 ? "pinned" : "before");
      }
      expect((await visit(one, "busy")).text).toContain("after all");
      expect((await visits.stop()).failures).toEqual([]);
    },
  );

  it("one that hangs in the middle of a deployment is ended by the other, which goes on with all", { timeout: 600_000 }, async () => {
    const [hangs, next] = (await standsBy(one)) ? [two, one] : [one, two];
    using work = await workTree(next, "hung", "static");
    expect((await work.push()).code).toBe(0);
    work.write("public/index.html", "<p>after the sleep</p>\n");
    await work.commit("After the sleep");
    const push = work.push("main", "--force");
    const builds = () => apiOf(next).call("builds.list", { params: { tool: "hung" }, query: { limit: 5 } });
    await until("the second build is there", 60_000, async () => (await builds()).length === 2);
    const pid = hangs.pid();
    process.kill(pid, "SIGSTOP");
    await until("the other server has taken over", 120_000, () => serves(next));
    expect(next.log()).toContain(`ended the server that serves (process ${pid}): it gave no sign of life for 10 s`);
    // it does not wake any more
    await hangs.kill();
    expect(() => process.kill(pid, "SIGCONT")).toThrow("ESRCH");
    await push;
    await nothingLostOrDoubled(next, "hung");
    await until("what was accepted is live", 60_000, async () => (await visit(next, "hung")).text.includes("after the sleep"));
    await hangs.start();
    expect(await standsBy(hangs)).toBe(true);
  });

  it("a database of another installation is refused by name", async () => {
    const directory = mkdtempSync(join(tmpdir(), "sluice-e2e-"));
    const log = await install({ directory, flags: ["--database", database.url] }).then(
      async (wrong) => {
        await wrong[Symbol.asyncDispose]();
        return "it started";
      },
      (error: unknown) => String(error),
    );
    rmSync(directory, { recursive: true, force: true });
    rmSync(`${directory}.log`, { force: true });
    expect(log).toContain("The database belongs to the installation");
  });
});
