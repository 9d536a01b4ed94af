import { createHash, randomBytes } from "node:crypto";
import { ToolName } from "@sluice/contract";
import type { Digest } from "@sluice/contract";
import { request } from "undici";
import { beforeAll, describe, expect, test } from "vitest";
import type { Registry } from "../../src/core/ports/registry.ts";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
export const digestOf = (data: Buffer): string => `sha256:${createHash("sha256").update(data).digest("hex")}`;

async function send(
  registry: Registry,
  method: "GET" | "POST" | "PUT" | "HEAD",
  path: string,
  credential: string | null,
  body?: Buffer,
  type?: string,
) {
  const url = path.startsWith("http") ? path : `http://${registry.host}${path}`;
  const answer = await request(url, {
    method,
    headers: {
      ...(credential === null ? {} : { authorization: credential }),
      ...(body === undefined ? {} : { "content-type": type ?? "application/octet-stream" }),
    },
    ...(body === undefined ? {} : { body }),
  });
  await answer.body.dump();
  return { status: answer.statusCode, location: String(answer.headers["location"]) };
}

async function pushBlob(registry: Registry, repository: string, credential: string, blob: Buffer): Promise<number> {
  const { status, location } = await send(registry, "POST", `/v2/${repository}/blobs/uploads/`, credential);
  if (status !== 202) return status;
  const mark = location.includes("?") ? "&" : "?";
  return (await send(registry, "PUT", `${location}${mark}digest=${digestOf(blob)}`, credential, blob)).status;
}

/** Pushes an image of some layers and returns its manifest's size. */
export async function pushImage(
  registry: Registry,
  repository: string,
  tag: string,
  credential: string,
  layers: readonly Buffer[],
): Promise<number> {
  const config = Buffer.from(JSON.stringify({ os: "linux", tag }));
  for (const blob of [config, ...layers]) expect(await pushBlob(registry, repository, credential, blob)).toBe(201);
  const describeBlob = (mediaType: string) => (blob: Buffer) => ({
    mediaType,
    digest: digestOf(blob),
    size: blob.length,
  });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      config: describeBlob("application/vnd.oci.image.config.v1+json")(config),
      layers: layers.map(describeBlob("application/vnd.oci.image.layer.v1.tar+gzip")),
    }),
  );
  const { status } = await send(registry, "PUT", `/v2/${repository}/manifests/${tag}`, credential, manifest, manifestType);
  expect(status).toBe(201);
  return manifest.length + config.length;
}

/** What every registry must do. */
export function registryContract(name: string, make: () => Promise<Registry>): void {
  describe(`registry ${name}`, () => {
    let registry: Registry;
    const [foo, bar] = [ToolName.parse("foo"), ToolName.parse("bar")];
    beforeAll(async () => {
      registry = await make();
    });

    test("refuses who has no credential", async () => {
      expect((await send(registry, "GET", "/v2/", null)).status).toBe(401);
      expect((await send(registry, "GET", "/v2/foo/tags/list", null)).status).toBe(401);
      expect((await send(registry, "GET", "/v2/foo/tags/list", "Bearer nonsense")).status).toBe(401);
    });

    test("counts a layer that two images share once", async () => {
      const credential = await registry.credential(foo, "write");
      const [shared, own] = [randomBytes(50_000), randomBytes(7_000)];
      const first = await pushImage(registry, "foo", "one", credential, [shared]);
      const second = await pushImage(registry, "foo", "two", credential, [shared, own]);
      expect(await registry.usage("foo")).toBe(first + second + 57_000);
      expect(await registry.usage("nothing-here")).toBe(0);
    });

    test("lets a tool's credential write to no other tool's repository, nor read it", async () => {
      const credential = await registry.credential(foo, "write");
      expect(await pushBlob(registry, "bar", credential, randomBytes(10))).toBe(401);
      expect((await send(registry, "GET", "/v2/bar/tags/list", credential)).status).toBe(401);
      expect((await send(registry, "GET", "/v2/foo/tags/list", await registry.credential(bar, "write"))).status).toBe(401);
    });

    test("lets a reading credential read only, and read what it names besides", async () => {
      const reading = await registry.credential(foo, "read");
      expect((await send(registry, "GET", "/v2/foo/tags/list", reading)).status).toBe(200);
      expect(await pushBlob(registry, "foo", reading, randomBytes(10))).toBe(401);
      const besides = await registry.credential(bar, "write", ["foo"]);
      expect((await send(registry, "GET", "/v2/foo/tags/list", besides)).status).toBe(200);
      expect(await pushBlob(registry, "foo", besides, randomBytes(10))).toBe(401);
    });

    test("gives a tool the image of another under the same digest, and opens nothing else", async () => {
      const baz = ToolName.parse("baz");
      const credential = await registry.credential(foo, "write");
      const layer = randomBytes(9_000);
      await pushImage(registry, "foo", "given", credential, [layer, randomBytes(3_000)]);
      const digest = await registry.resolve("foo", "given");
      if (digest === null) throw new Error("nothing was pushed");
      expect(await registry.resolve("baz", digest)).toBeNull();
      await registry.copy(foo, baz, digest);
      await registry.copy(foo, baz, digest);
      expect(await registry.resolve("baz", digest)).toBe(digest);
      const reading = await registry.credential(baz, "read");
      expect((await send(registry, "GET", `/v2/baz/blobs/${digestOf(layer)}`, reading)).status).toBe(200);
      expect((await send(registry, "GET", `/v2/foo/blobs/${digestOf(layer)}`, reading)).status).toBe(401);
      expect(await registry.usage("baz")).toBeGreaterThan(12_000);
      await registry.deleteDigest("foo", digest);
      expect(await registry.resolve("baz", digest)).toBe(digest);
    });

    test("copies no image that is not there", async () => {
      const missing = `sha256:${"0".repeat(64)}` as Digest;
      await expect(registry.copy(foo, ToolName.parse("baz"), missing)).rejects.toMatchObject({ code: "not-found" });
    });

    test("resolves a tag to its digest, with and without the host, and deletes it", async () => {
      const digest = await registry.resolve("foo", "one");
      expect(digest).toMatch(/^sha256:/);
      expect(await registry.resolve(`${registry.host}/foo`, "one")).toBe(digest);
      expect(await registry.resolve("foo", "no-such-tag")).toBeNull();
      await registry.deleteDigest("foo", digest as Digest);
      expect(await registry.resolve("foo", "one")).toBeNull();
      await registry.deleteDigest("foo", digest as Digest);
      expect(await registry.resolve("foo", "two")).not.toBeNull();
    });
  });
}
