import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { sluice } from "./command.ts";
import { containersOf, docker } from "./containers.ts";
import { install, type Installation } from "./installation.ts";
import { loadSteadily } from "./load.ts";
import { type OwnBase, ownBase, patchedPage } from "./own-base.ts";
import { visit } from "./page.ts";
import { until } from "./until.ts";
import { workTree } from "./work-tree.ts";

const good = ["calm", "even"] as const;
const slow = { timeout: 600_000 };

describe("a fresh base", () => {
  let on: Installation;
  let base: OwnBase;
  const api = () => apiOf(on);
  const run = async (...args: readonly string[]) => sluice(on, base.directory, args);
  const done = async (...args: readonly string[]): Promise<string> => {
    const { exit, said } = await run(...args);
    if (exit !== 0) throw new Error(`sluice ${args.join(" ")} exits ${exit}: ${said}`);
    return said;
  };
  const patch = async (text: string): Promise<void> => {
    base.patch(text);
    expect(await done("bases", "refresh", "debian-13")).toContain("debian-13  checked just now, changed just now");
  };
  const layers = async (tool: string): Promise<readonly string[]> => {
    const [id = ""] = await containersOf(on, tool);
    const image = await docker("inspect", "-f", "{{.Image}}", id);
    return (await docker("image", "inspect", "-f", '{{join .RootFS.Layers " "}}', image)).split(" ");
  };
  const newest = async (tool: string) => (await api().call("releases.list", { params: { tool } }))[0];
  const deploy = async (tool: string, condition: string): Promise<void> => {
    using work = await workTree(on, tool, null);
    work.write("index.html", "not shown");
    work.write("Procfile", patchedPage(condition));
    await work.commit("Begin");
    expect((await work.push()).said).toContain("Live: ");
  };

  beforeAll(async () => {
    base = ownBase();
    on = await install({ flags: [...base.flags, "--deploy-seconds", "30"] });
    for (const tool of good) await deploy(tool, "");
  }, 900_000);

  afterAll(async () => {
    await on?.[Symbol.asyncDispose]();
    await base?.[Symbol.asyncDispose]();
  }, 120_000);

  it("comes under every tool without a build and without a failed request; what runs is untouched until then", slow, async () => {
    for (const tool of good) expect((await visit(on, tool)).text).toBe("unpatched\n");
    expect(await done("rebase", "--all", "--dry-run")).toContain("0 of 2 tools stand on an older base.");
    const before = await layers("calm");
    const first = await newest("calm");
    await patch("one");
    expect((await visit(on, "calm")).text).toBe("unpatched\n");
    expect(await done("packages", "show", "-t", "calm")).toMatch(
      /calm stands on debian-13, baked .*; a newer one is there: sluice rebase -t calm\n {2}lighttpd {2}\d/,
    );
    expect(await done("rebase", "--all", "--dry-run")).toContain("2 of 2 tools stand on an older base.");

    const loads = good.map((tool) => loadSteadily(on, tool, { requests: 40_000, seconds: 300 }));
    const said = await done("rebase", "--all", "--wave", "1");
    for (const load of loads) {
      const { failures, answered } = await load.stop();
      expect(failures).toEqual([]);
      expect(answered).toBeGreaterThan(20);
    }
    expect(said).toMatch(/calm v2 live\neven v2 live\nRebase \d is done after .*: 2 live, 0 fresh before, 0 failed/);
    for (const tool of good) expect((await visit(on, tool)).text).toBe("one\n");
    const after = await layers("calm");
    expect(after).toHaveLength(before.length);
    expect(after.filter((layer) => before.includes(layer)).length).toBeGreaterThan(1);
    expect(after[0]).not.toBe(before[0]);
    expect(after.at(-1)).toBe(before.at(-1));
    expect(await newest("calm")).toMatchObject({
      number: 2,
      cause: "rebase",
      commit: first?.commit,
      subject: "Begin",
      author: "admin",
      state: "live",
    });
    expect(await done("rebase", "calm")).toContain("calm stands on the newest base.");
    expect(await done("rebase", "--all")).toMatch(/0 live, 2 fresh before, 0 failed/);
  });

  it("that breaks a tool is taken away from that tool again, and the tool's reason is told", slow, async () => {
    await deploy("brittle", "! test -e /etc/patch.2 &&");
    await patch("two");
    const load = loadSteadily(on, "brittle", { requests: 40_000, seconds: 300 });
    const { exit, said } = await run("rebase", "--all", "--wave", "1", "--failures", "1");
    const { failures } = await load.stop();
    expect(failures).toEqual([]);
    expect(exit).toBe(1);
    expect(said).toMatch(/brittle v\d+ failed, and the release before serves: .*web/);
    expect(said).toMatch(/2 live, 0 fresh before, 1 failed/);
    expect((await visit(on, "brittle")).text).toBe("one\n");
    for (const tool of good) expect((await visit(on, tool)).text).toBe("two\n");
    const again = await run("rebase", "--all", "--wave", "1");
    expect(again.exit).toBe(1);
    expect(again.said).toMatch(
      /0 live, 2 fresh before, 1 failed|0 live, 0 fresh before, 1 failed: more than the 0 that may fail, so 2 were left as they were/,
    );
  });

  it("goes on after the server was killed in the middle of it", slow, async () => {
    await patch("three");
    const { id } = await api().call("rebases.create", { body: { wave: 1, failures: 5 } });
    const tools = async () => (await api().call("rebases.show", { params: { rebase: id } })).tools;
    await until("the first tool is being deployed", 120_000, async () => (await tools()).some(({ state }) => state !== "waiting"));
    await on.kill();
    await on.start();
    await until(
      "the rebase has ended",
      240_000,
      async () => (await api().call("rebases.show", { params: { rebase: id } })).state !== "running",
    );
    for (const tool of good) {
      expect((await visit(on, tool)).text).toBe("three\n");
      const rebased = (await api().call("releases.list", { params: { tool } })).filter(({ cause }) => cause === "rebase");
      expect(rebased).toHaveLength(3);
    }
  });
});
