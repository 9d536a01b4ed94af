import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { smallDisk, type SmallDisk } from "./small-disk.ts";
import { until } from "./until.ts";
import { workTree } from "./work-tree.ts";

const floorMiB = 64;

function buildContainers(on: Installation): number {
  const installation = readFileSync(join(on.directory, "installation"), "utf8").trim();
  const filters = ["--filter", `label=sluice.installation=${installation}`, "--filter", "label=sluice.kind=build"];
  return execFileSync("docker", ["ps", "-q", ...filters])
    .toString()
    .split("\n")
    .filter((line) => line !== "").length;
}

describe("a data directory on a disk that fills", () => {
  let disk: SmallDisk;
  let on: Installation;
  beforeAll(async () => {
    disk = smallDisk(1536);
    on = await install({ directory: disk.directory, flags: ["--disk-floor", String(floorMiB)] });
    using work = await workTree(on, "steady", "static");
    expect((await work.push()).code).toBe(0);
  });
  afterAll(async () => {
    disk?.free();
    await on?.[Symbol.asyncDispose]();
    disk?.[Symbol.dispose]();
  });

  afterEach(() => disk.free());

  const readiness = async (): Promise<{ ready: boolean; failed: readonly { part: string; found: string }[] }> =>
    (await fetch(`${on.api}/readyz`)).json() as Promise<{ ready: boolean; failed: readonly { part: string; found: string }[] }>;
  const waitsUntilReady = (): Promise<void> => until("the server is ready", 60_000, async () => (await readiness()).ready);

  it("takes no push under the floor, says so everywhere, and takes it again when there is room", async () => {
    disk.fill(floorMiB - 24);
    using work = await workTree(on, "late", "static");
    const refused = await work.push();
    expect(refused.code).not.toBe(0);
    expect(refused.said).toMatch(/The platform's disk is nearly full: \d+ MiB are free, and 64 MiB must be\./);
    expect(refused.said).toContain("This is ours, nothing is lost");
    expect((await readiness()).failed).toEqual([{ part: "disk", found: expect.stringContaining("under the floor") }]);
    const checks = await apiOf(on).call("doctor.show", {});
    expect(checks.find(({ part }) => part === "disk")).toMatchObject({ state: "fail", todo: expect.stringContaining("Free some space") });
    expect((await visit(on, "steady")).status).toBe(200);

    disk.free();
    await waitsUntilReady();
    expect((await work.push()).said).toContain("Live: ");
  });

  it("loses nothing when it is full to the last byte, and goes on by itself", { timeout: 300_000 }, async () => {
    const server = on.pid();
    using work = await workTree(on, "full", "node");
    work.write(
      "package.json",
      JSON.stringify({ name: "full", version: "1.0.0", type: "module", scripts: { start: "node server.js", preinstall: "sleep 8" } }),
    );
    work.write(
      "package-lock.json",
      JSON.stringify({ name: "full", version: "1.0.0", lockfileVersion: 3, packages: { "": { name: "full" } } }),
    );
    work.write(
      "server.js",
      'import { createServer } from "node:http";\ncreateServer((_, reply) => reply.end("whole")).listen(process.env.PORT);\n',
    );
    await work.commit("Take some time");
    let pushed = false;
    const push = work.push().finally(() => (pushed = true));
    const buildOf = async () =>
      (
        await apiOf(on)
          .call("builds.list", { params: { tool: "full" } })
          .catch(() => [])
      )[0];
    await until("the build is in its dependencies", 60_000, async () => {
      const build = await buildOf();
      if (build === undefined) return false;
      const lines: string[] = [];
      for await (const line of apiOf(on).stream("builds.log", { params: { tool: "full", build: build.id } })) lines.push(line.text);
      return lines.some((line) => line.includes("dependencies"));
    });
    disk.fill(0);

    // The API still reads, and says of a write why it cannot be.
    const refusal = await fetch(`${on.api}/api/v1/tools`, {
      method: "POST",
      headers: { authorization: `Bearer ${on.token}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "never" }),
    });
    expect(refusal.status).toBe(503);
    expect(JSON.stringify(await refusal.json())).toContain("disk is full");
    expect((await apiOf(on).call("tools.list", {})).map(({ name }) => name)).toContain("steady");
    expect((await visit(on, "steady")).status).toBe(200);
    await until("the build has met the full disk", 60_000, () => buildContainers(on) === 0);

    disk.free();
    await until("the push has ended", 200_000, () => pushed).catch(async (error: unknown) => {
      throw new Error(`${String(error)}\n${JSON.stringify(await buildOf())}\n${on.log().slice(-3000)}`);
    });
    const { code, said } = await push;
    expect(said).toContain("Live: ");
    expect(code).toBe(0);
    expect(said).toMatch(/This is ours, nothing is lost: .*Trying again in \d+ s/);
    expect((await visit(on, "full")).text).toBe("whole");
    expect(await buildOf()).toMatchObject({ state: "succeeded" });
    expect(on.pid()).toBe(server);
    await waitsUntilReady();
  });
});
