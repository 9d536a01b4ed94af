import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { randomBytes } from "node:crypto";
import { Digest, ToolName } from "@sluice/contract";
import Docker from "dockerode";
import { request } from "undici";
import { afterAll, describe, expect, test } from "vitest";
import { distributionRegistry } from "../../src/adapters/registry-distribution/distribution-registry.ts";
import type { RunningDistributionRegistry } from "../../src/adapters/registry-distribution/distribution-registry.ts";
import { freePort } from "./free-port.ts";
import { pushImage, registryContract } from "./registry.contract.ts";

const binary = join(process.env["SLUICE_TEST_CACHE"] ?? "", "bin", "docker-registry");
const made: (() => Promise<void>)[] = [];

async function start(
  directory?: string,
  host?: string,
  now: () => number = Date.now,
): Promise<{ registry: RunningDistributionRegistry; directory: string }> {
  const place = directory ?? (await mkdtemp(join(tmpdir(), "sluice-registry-")));
  const where = host ?? `127.0.0.1:${await freePort()}`;
  const registry = await distributionRegistry({
    binary,
    directory: place,
    host: where,
    now,
    onEvent: () => undefined,
  });
  made.push(async () => {
    await registry[Symbol.asyncDispose]();
    await rm(place, { recursive: true, force: true });
  });
  return { registry, directory: place };
}

afterAll(async () => {
  for (const end of made.toReversed()) await end();
});

registryContract("distribution", async () => (await start()).registry);

describe("Distribution", () => {
  const tool = ToolName.parse("foo");
  const statusWith = async (host: string, credential: string): Promise<number> => {
    const answer = await request(`http://${host}/v2/`, { headers: { authorization: credential } });
    await answer.body.dump();
    return answer.statusCode;
  };

  test("keeps its key over restarts, readable by its owner only", async () => {
    const { registry, directory } = await start();
    const credential = await registry.credential(tool, "read");
    await registry[Symbol.asyncDispose]();
    const again = await start(directory, registry.host);
    expect(await statusWith(again.registry.host, credential)).toBe(200);
    expect((await stat(join(directory, "token-key.pem"))).mode & 0o777).toBe(0o600);
  });

  test("refuses a credential of sixteen minutes ago", async () => {
    let now = Date.now();
    const { registry } = await start(undefined, undefined, () => now);
    expect(await statusWith(registry.host, await registry.credential(tool, "read"))).toBe(200);
    now -= 16 * 60_000;
    expect(await statusWith(registry.host, await registry.credential(tool, "read"))).toBe(401);
  });

  test("keeps bundles beside an image, gives them along with a copy, and changes nothing of the image", async () => {
    const { registry } = await start();
    const [foo, bar] = [tool, ToolName.parse("bar")];
    await pushImage(registry, foo, "one", await registry.credential(foo, "write"), [randomBytes(3_000)]);
    const digest = await registry.resolve(foo, "one");
    if (digest === null) throw new Error("nothing was pushed");
    const bundle = (n: number) => ({ text: JSON.stringify({ n }), predicateType: `https://example.org/${n}` });
    expect(await registry.attached(foo, digest)).toEqual([]);
    await registry.attach(foo, digest, [bundle(1)]);
    await registry.attach(`${registry.host}/foo`, digest, [bundle(1), bundle(2)]);
    expect(await registry.attached(`${registry.host}/foo`, digest)).toEqual([bundle(1), bundle(2)]);
    await registry.copy(foo, bar, digest);
    await registry.attach(bar, digest, [...(await registry.attached(bar, digest)), bundle(3)]);
    await registry.copy(foo, bar, digest);
    expect(await registry.attached(bar, digest)).toEqual([bundle(1), bundle(2), bundle(3)]);
    expect(await registry.attached(foo, digest)).toHaveLength(2);
    expect(await registry.resolve(foo, "one")).toBe(digest);
    for await (const held of registry.images())
      expect(await registry.standsOn(`${registry.host}/${held.repository}@${held.digest}`)).toBeNull();
    await expect(registry.attach(foo, Digest.parse(`sha256:${"0".repeat(64)}`), [])).rejects.toMatchObject({ code: "not-found" });
  });

  test("takes a push from a Docker engine and gives it back, with the engine's credentials only", async () => {
    const docker = new Docker();
    const { registry } = await start();
    const name = `${registry.host}/sluice/probe`;
    const finished = async (stream: NodeJS.ReadableStream): Promise<void> =>
      new Promise((resolve, reject) => docker.modem.followProgress(stream, (error) => (error === null ? resolve() : reject(error))));
    const empty = new PassThrough();
    empty.end(Buffer.alloc(1024));
    await finished(await docker.importImage(empty, { repo: name, tag: "v1" }));
    const image = docker.getImage(`${name}:v1`);
    const authconfig = await registry.platformAuth(["sluice/probe"], "write");
    await expect(image.push({}).then(finished)).rejects.toThrow();
    await finished(await image.push({ authconfig: authconfig as never }));
    await image.remove();
    await finished(
      await docker.pull(`${name}:v1`, {
        authconfig: (await registry.pullAuth("sluice/probe")) as never,
      }),
    );
    const { RepoDigests } = await docker.getImage(`${name}:v1`).inspect();
    expect(RepoDigests).toContain(`${name}@${String(await registry.resolve("sluice/probe", "v1"))}`);
    await docker.getImage(`${name}:v1`).remove();
  });
});
