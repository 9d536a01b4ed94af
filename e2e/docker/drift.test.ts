import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { containersOf, docker } from "./containers.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { until } from "./until.ts";
import { workTree } from "./work-tree.ts";

const tool = "steady";

async function onlyOf(on: Installation): Promise<string> {
  const [id = ""] = await containersOf(on, tool);
  return id;
}

async function answers(on: Installation): Promise<boolean> {
  return (await visit(on, tool).catch(() => null))?.status === 200;
}

async function drift(on: Installation) {
  return (await apiOf(on).call("drift.show", { params: { tool } })).differences.map(({ kind, found }) => `${kind}: ${found}`);
}

describe("what somebody did by hand is healed", () => {
  let on: Installation;
  beforeAll(async () => {
    on = await install();
    using work = await workTree(on, tool, "static");
    expect((await work.push()).said).toContain("Live: ");
  });
  afterAll(async () => on?.[Symbol.asyncDispose]());

  const byHand: Readonly<Record<string, readonly string[]>> = {
    stopped: ["stop", "-t", "1"],
    killed: ["kill"],
    removed: ["rm", "-f"],
    "given other limits": ["update", "--memory", "64m", "--memory-swap", "64m"],
  };
  for (const [what, command] of Object.entries(byHand)) {
    it(`a copy that was ${what}`, async () => {
      await until("one copy runs", 60_000, async () => (await containersOf(on, tool)).length === 1 && (await answers(on)));
      const before = await onlyOf(on);
      await docker(...command, before);
      await until("another copy answers", 60_000, async () => (await onlyOf(on)) !== before && (await answers(on)));
      await until("nothing differs", 60_000, async () => (await drift(on)).length === 0);
      await until("the old one is gone", 60_000, async () => (await containersOf(on, tool)).length === 1);
    });
  }

  it("tells monitoring, which needs an admin's token", async () => {
    expect((await fetch(`${on.api}/metrics`)).status).toBe(401);
    const answer = await fetch(`${on.api}/metrics`, { headers: { authorization: `Bearer ${on.token}` } });
    const text = await answer.text();
    expect(text).toContain("sluice_tools 1\n");
    expect(text).toContain('sluice_part_up{part="router"} 1\n');
    expect(text).toContain('sluice_drift_differences{kind="missing"} 0\n');
    expect(text).toContain("sluice_stale_tools 0\n");
  });
});

describe("what somebody did by hand is told and left, with --drift report", () => {
  let on: Installation;
  beforeAll(async () => {
    on = await install({ flags: ["--drift", "report"] });
    using work = await workTree(on, tool, "static");
    expect((await work.push()).said).toContain("Live: ");
  });
  afterAll(async () => on?.[Symbol.asyncDispose]());

  it("a copy that was stopped stays so, and the next push mends it", async () => {
    await until(
      "all is watched",
      30_000,
      async () => (await apiOf(on).call("tools.status", { params: { tool } })).condition?.state === "done",
    );
    await docker("stop", "-t", "1", await onlyOf(on));
    await until(
      "it is told",
      30_000,
      async () => (await apiOf(on).call("tools.status", { params: { tool } })).condition?.state === "stalled",
    );
    expect(await drift(on)).toEqual(["ended: stopped by hand", "missing: 0 copies"]);
    expect((await apiOf(on).call("tools.status", { params: { tool } })).condition?.reason).toContain("stopped by hand");
    expect(await containersOf(on, tool)).toEqual([]);

    using work = await workTree(on, tool, "static");
    work.write("public/index.html", "again");
    await work.commit("Again");
    expect((await work.push("main", "--force")).said).toContain("Live: ");
    expect((await visit(on, tool)).text).toBe("again");
    expect(await drift(on)).toEqual([]);
  });
});
