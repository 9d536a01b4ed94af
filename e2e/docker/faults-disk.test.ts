import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { smallDisk, type SmallDisk } from "./small-disk.ts";
import { until } from "./until.ts";
import { workTree } from "./work-tree.ts";

const floorMiB = 64;

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

  it("goes on serving and reading when it is full to the last byte, says why it cannot write, and mends by itself", async () => {
    const server = on.pid();
    disk.fill(0);
    const refusal = await fetch(`${on.api}/api/v1/tools`, {
      method: "POST",
      headers: { authorization: `Bearer ${on.token}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "never" }),
    });
    expect(refusal.status).toBe(503);
    expect(JSON.stringify(await refusal.json())).toContain("disk is full");
    expect((await apiOf(on).call("tools.list", {})).map(({ name }) => name)).toContain("steady");
    expect((await visit(on, "steady")).status).toBe(200);

    disk.free();
    await waitsUntilReady();
    using work = await workTree(on, "after", "static");
    const { code, said } = await work.push();
    expect(said).toContain("Live: ");
    expect(code).toBe(0);
    expect(on.pid()).toBe(server);
  });
});
