import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { install, type Installation } from "./installation.ts";
import { leftBehind } from "./left-behind.ts";
import { visit } from "./page.ts";
import { partPid } from "./part-pid.ts";
import { until } from "./until.ts";
import { workTree } from "./work-tree.ts";

describe("a part that dies", () => {
  let on: Installation;
  beforeAll(async () => {
    on = await install();
    using work = await workTree(on, "steady", "static");
    expect((await work.push()).code).toBe(0);
  });
  afterAll(async () => on?.[Symbol.asyncDispose]());

  it("the router comes back with all its routes", async () => {
    process.kill(partPid(on, "router"), "SIGKILL");
    await until("the page answers again", 20_000, async () => (await visit(on, "steady").catch(() => null))?.status === 200);
  });

  it("the registry comes back and the next push works", async () => {
    process.kill(partPid(on, "registry"), "SIGKILL");
    using work = await workTree(on, "steady", "static");
    work.write("public/index.html", "<p>after the registry</p>\n");
    await work.commit("After the registry");
    const { code, said } = await work.push("main", "--force");
    expect(said).toContain("Live: ");
    expect(code).toBe(0);
    expect((await visit(on, "steady")).text).toContain("after the registry");
  });

  it("a container that somebody removed is started again", async () => {
    const { execFileSync } = await import("node:child_process");
    const id =
      execFileSync("docker", [
        "ps",
        "-q",
        "--filter",
        "label=sluice.kind=process",
        "--filter",
        "label=sluice.tool=steady",
        "--filter",
        `label=sluice.installation=${readFileSync(join(on.directory, "installation"), "utf8").trim()}`,
      ])
        .toString()
        .trim()
        .split("\n")[0] ?? "";
    expect(id).not.toBe("");
    execFileSync("docker", ["rm", "-f", id]);
    await until("the page answers again", 30_000, async () => (await visit(on, "steady").catch(() => null))?.status === 200);
  });

  it("a second server on the same data directory is refused, and says which process holds it", async () => {
    await expect(install({ directory: on.directory })).rejects.toThrow(String(on.pid()));
  });

  it("a server whose address or whose tools' address is taken is refused with the address, and leaves nothing running", async () => {
    const directory = mkdtempSync(join(tmpdir(), "sluice-e2e-"));
    const { host } = new URL(on.api);
    await expect(install({ directory, flags: ["--listen", host] })).rejects.toThrow(`${host} is in use by another program`);
    const taken = `127.0.0.1:${on.routerPort}`;
    await expect(install({ directory, flags: ["--router-listen", taken] })).rejects.toThrow(
      `${taken} is in use by another program: stop it, or give another address with --router-listen.`,
    );
    expect(leftBehind(directory)).toEqual([]);
    rmSync(directory, { recursive: true });
    rmSync(`${directory}.log`);
  });
});
