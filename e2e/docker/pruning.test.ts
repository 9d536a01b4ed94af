import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { PruneResult, Release } from "@sluice/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { sluice } from "./command.ts";
import { guideCommands } from "./guide-commands.ts";
import { install, type Installation } from "./installation.ts";
import { visit, visitSteadily } from "./page.ts";
import { until } from "./until.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

const params = { tool: "foo" };

/** 640 KB that do not compress well, the same for the same text. */
function noise(text: string): string {
  return Array.from({ length: 10_000 }, (_, n) => createHash("sha256").update(`${text} ${n}`).digest("hex")).join("\n");
}

describe("pruning", () => {
  let on: Installation;
  let work: WorkTree;
  const api = () => apiOf(on);
  const run = (args: readonly string[]) => sluice(on, work.directory, args);
  const pushText = async (text: string): Promise<void> => {
    work.write("public/index.html", `<p>${text}</p>\n`);
    // what makes an image large: every version has its own
    work.write("public/data.txt", noise(text));
    await work.commit(`Say ${text}`);
    const { code, said } = await work.push();
    expect({ code, said }).toMatchObject({ code: 0 });
  };
  const live = async ({ number }: Pick<Release, "number">): Promise<void> => {
    await until(`v${number} is live`, 60_000, async () => {
      const { state } = await api().call("releases.show", { params: { ...params, release: number } });
      return state === "live";
    });
  };
  const blobBytes = (): number =>
    Number(
      execFileSync("du", ["-sb", join(on.directory, "registry", "storage", "docker", "registry", "v2", "blobs")])
        .toString()
        .split("\t")[0],
    );
  const kept = async (): Promise<ReadonlyMap<number, boolean | null>> =>
    new Map((await api().call("releases.list", { params })).map((release) => [release.number, release.kept]));

  beforeAll(async () => {
    on = await install({
      flags: ["--prune-grace", "0", "--prune-interval", "525600", "--releases-kept", "2", "--disk-low", "0", "--build-standby", "0"],
    });
    work = await workTree(on, "foo", "static");
    for (const text of ["one", "two", "three", "four", "five"]) await pushText(text);
  });
  afterAll(async () => {
    work?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
  });

  it("shows what would go and why, and removes nothing by that", { timeout: 480_000 }, async () => {
    // the first one of a server is by itself, soon after its start
    await until("the server has pruned", 60_000, async () =>
      (await api().call("doctor.show", {})).some(({ part, found }) => part === "pruning" && found.includes("UTC")),
    );
    await pushText("six");
    const { exit, said } = await run(["prune", "--dry-run", "--stays", "-t", "foo"]);
    expect({ exit, said }).toMatchObject({ exit: 0 });
    expect(said).toMatch(/goes +image +foo@sha256:[0-9a-f]+.*nothing names it/);
    expect(said).toMatch(/stays +image +foo@sha256:[0-9a-f]+.*(v6 of foo is live|release\.yaml names it)/);
    expect(said).toContain("is kept for a rollback");
    expect(said).toContain("Nothing was removed.");
    const plan = await api().call("pruning.show", { query: { stays: true } });
    expect(plan.goes.bytes).toBeGreaterThan(0);
    expect(plan.things.filter(({ fate }) => fate === "stays").length).toBeGreaterThanOrEqual(2);
    expect(await api().call("pruning.show", { query: { stays: true } })).toMatchObject({ goes: plan.goes });
  });

  it("frees the disk while the tool serves, and a kept release is gone back to at once", { timeout: 480_000 }, async () => {
    const before = blobBytes();
    const visits = visitSteadily(on, "foo", 20_000);
    const result: PruneResult = await api().call("pruning.run", {});
    expect(result.problems).toEqual([]);
    expect(result.kinds.image?.count).toBeGreaterThanOrEqual(1);
    expect(blobBytes()).toBeLessThan(before);
    expect(before - blobBytes()).toBeGreaterThanOrEqual(0.9 * (result.kinds.image?.bytes ?? Number.POSITIVE_INFINITY));

    const back = await api().call("releases.rollback", { params, body: {} });
    expect(back.of).toBe(5);
    await live(back);
    expect((await visit(on, "foo")).text).toContain("five");
    const { failures, answered } = await visits.stop();
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(5);
  });

  it("refuses a release that was pruned and says which are kept", async () => {
    const found = await kept();
    expect([found.get(1), found.get(2), found.get(5), found.get(6)]).toEqual([false, false, true, true]);
    const { exit, said } = await run(["rollback", "v1"]);
    expect(exit).toBe(1);
    expect(said).toContain("The image of v1 of foo is gone: it was pruned. Kept are v7, v6; to have this one back, push its commit again.");
    expect((await run(["releases", "list"])).said).toMatch(/v1 .*no image: it cannot be gone back to/);
    expect((await visit(on, "foo")).text).toContain("five");
  });

  it("pulls a kept image again when the engine has lost it", async () => {
    const release = await api().call("releases.show", { params: { ...params, release: 6 } });
    const images = execFileSync("docker", ["images", "--digests", "--format", "{{.Repository}}@{{.Digest}}"]).toString();
    const name = images.split("\n").find((line) => line.endsWith(`/foo@${release.image}`));
    if (name !== undefined) execFileSync("docker", ["rmi", name]);
    const back = await api().call("releases.rollback", { params, body: { release: 6 } });
    await live(back);
    expect((await visit(on, "foo")).text).toContain("six");
  });

  it("keeps what is pinned, over newer releases and a kill in the middle of a pruning", { timeout: 480_000 }, async () => {
    expect((await run(["releases", "pin", "v6", "--why", "the good one"])).exit).toBe(0);
    await pushText("nine");
    await pushText("ten");
    await pushText("eleven");
    for (const ms of [5, 60, 300]) {
      const asked = api()
        .call("pruning.run", {})
        .catch(() => null);
      await new Promise((resolve) => setTimeout(resolve, ms));
      await on.kill();
      await asked;
      await on.start();
    }
    await until("nothing more goes", 60_000, async () => {
      await api()
        .call("pruning.run", {})
        .catch(() => null);
      return (await api().call("pruning.show", { query: {} })).goes.count === 0;
    });
    const found = await api().call("releases.list", { params });
    expect(found.find(({ number }) => number === 6)).toMatchObject({ kept: true, pin: { by: "admin", why: "the good one" } });
    expect(found.find(({ number }) => number === 9)?.kept).toBe(false);
    const back = await api().call("releases.rollback", { params, body: { release: 6 } });
    await live(back);
    expect((await visit(on, "foo")).text).toContain("six");
    expect((await run(["releases", "unpin", "v6"])).exit).toBe(0);
    const again = await run(["releases", "unpin", "v6"]);
    expect([again.exit, again.said]).toEqual([1, expect.stringContaining("v6 of foo is not pinned")]);
  });

  it("an image that was pruned is whole again when its commit is pushed again", { timeout: 480_000 }, async () => {
    await pushText("one");
    expect((await visit(on, "foo")).text).toContain("one");
    await api().call("pruning.run", {});
    expect((await visit(on, "foo")).text).toContain("one");
  });

  it("removes all that a deleted tool has left", { timeout: 480_000 }, async () => {
    await api().call("tools.delete", { params });
    await until("nothing of the tool is left", 60_000, async () => {
      await api().call("pruning.run", {});
      const { things } = await api().call("pruning.show", { query: { stays: true, tool: "foo" } });
      // an image that somebody began to use an hour ago or less stays for the rest of that hour
      return things.every(({ kind, why }) => kind.endsWith("image") && why === "somebody is about to use it");
    });
  });

  it("does what the guide says, command by command", { timeout: 480_000 }, async () => {
    using tried = await workTree(on, "my-tool", "static");
    expect((await tried.push()).code).toBe(0);
    const commands = guideCommands("pruning");
    expect(commands.length).toBeGreaterThan(4);
    for (const args of commands) {
      const { exit, said } = await sluice(on, tried.directory, args);
      expect({ args, exit, said }).toMatchObject({ exit: 0 });
    }
    const audit = await api().call("audit.list", {});
    expect(audit.find(({ action }) => action === "pruning.run")).toMatchObject({
      user: "admin",
      result: "done",
      detail: { removed: { count: expect.any(Number) } },
    });
  });
});
