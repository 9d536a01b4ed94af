import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PruneResult, Release } from "@sluice/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { sluice } from "./command.ts";
import { docker } from "./containers.ts";
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
    // its last container may still be draining
    const isGone = (image: string): Promise<boolean> =>
      docker("rmi", image).then(
        () => true,
        () => false,
      );
    if (name !== undefined) await until("the engine has lost it", 120_000, () => isGone(name));
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

  it("leaves nothing of a deleted tool to the next one of its name", { timeout: 480_000 }, async () => {
    const [heir, tool] = [{ params: { tool: "heir" } }, "heir"];
    const inData = (...parts: readonly string[]): string => join(on.directory, ...parts);
    const namesIn = (...parts: readonly string[]): readonly string[] => (existsSync(inData(...parts)) ? readdirSync(inData(...parts)) : []);
    const revisions = ["registry", "storage", "docker", "registry", "v2", "repositories", tool, "_manifests", "revisions", "sha256"];
    // a deleted one leaves its directory, without the link
    const manifests = () => namesIn(...revisions).filter((name) => existsSync(inData(...revisions, name, "link")));
    const caches = () => namesIn("caches", tool, "packages");
    // spread over directories
    const allLogs = () => namesIn("logs").flatMap((part) => namesIn("logs", part));
    const logs = () => allLogs().filter((name) => name.startsWith(`release-${tool}-`) || name.startsWith(`release-look--${tool}-`));
    using first = await workTree(on, tool, "static");
    expect((await first.push()).code).toBe(0);
    expect((await first.push("HEAD:refs/deploy/previews/look")).code).toBe(0);
    await api().call("settings.change", { ...heir, body: { set: [{ name: "TOKEN", value: "of the first owner", secret: true }] } });
    writeFileSync(inData("caches", tool, "packages", "left"), "by the first owner");
    await until("the settings are live", 60_000, async () => (await api().call("releases.list", heir))[0]?.state === "live");
    const [build] = await api().call("builds.list", heir);
    const ofBuild = () => allLogs().filter((name) => name.startsWith(`build-${build?.id}.`));
    expect([manifests().length > 0, logs(), ofBuild()]).toEqual([true, [`release-${tool}-2.log`], [`build-${build?.id}.log`]]);

    await api().call("tools.delete", heir);
    expect([manifests(), caches(), logs()]).toEqual([[], [], []]);
    expect(ofBuild()).toEqual([]);

    // the very commit: its image's name was that of the first owner's
    expect((await first.push()).code).toBe(0);
    expect((await visit(on, tool)).status).toBe(200);
    expect(caches()).not.toContain("left");
    expect(await api().call("settings.show", { ...heir, query: {} })).toMatchObject({ version: 0, secrets: [] });
    expect(await api().call("previews.list", heir)).toEqual([]);
    expect(await api().call("releases.list", heir)).toHaveLength(1);
    const lines = await Array.fromAsync(api().stream("releases.log", { params: { tool, release: 1 }, query: {} }));
    expect(lines.filter(({ text }) => text.includes("1 of 1 healthy"))).toHaveLength(1);
    await api().call("tools.delete", heir);
  });

  it("does what the guide says, command by command", { timeout: 480_000 }, async () => {
    using tried = await workTree(on, "my-tool", "static");
    expect((await tried.push()).code).toBe(0);
    const commands = guideCommands("pruning");
    expect(commands.length).toBeGreaterThan(4);
    for (const args of commands) {
      const { exit, said } = await sluice(on, tried.directory, args);
      expect({ args, exit, said }).toEqual({ args, exit: 0, said: expect.any(String) });
    }
    const audit = await api().call("audit.list", {});
    expect(audit.find(({ action }) => action === "pruning.run")).toMatchObject({
      user: "admin",
      result: "done",
      detail: { removed: { count: expect.any(Number) } },
    });
  });
});
