import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { Digest, SluiceError } from "@sluice/contract";
import { Agent, request } from "undici";
import { z } from "zod";
import type { Access } from "./token.ts";

const Descriptor = z.object({ digest: z.string(), size: z.number() });
/** An image manifest or an index: OCI image specification, "manifest" and "image index". */
const Manifest = z.object({
  config: Descriptor.optional(),
  layers: z.array(Descriptor).optional(),
  manifests: z.array(z.looseObject(Descriptor.shape)).optional(),
});
const Tags = z.object({ tags: z.array(z.string()).nullable() });

const accept = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
].join(", ");
const timeouts = { headersTimeout: 30_000, bodyTimeout: 30_000 };
type Action = Access["actions"][number];

export interface RawManifest {
  readonly bytes: Buffer;
  readonly type: string;
  /** Digests of the configuration and the layers. */
  readonly blobs: readonly string[];
  /** Digests of the manifests that an index names. */
  readonly parts: readonly string[];
}

/** The part of the registry's HTTP API that we need: https://distribution.github.io/distribution/spec/api/ */
export class DistributionApi implements AsyncDisposable {
  readonly #origin: string;
  readonly #token: (repository: string | null, action: Action) => string;
  readonly #agent = new Agent({ connections: 8, ...timeouts });

  constructor(host: string, token: (repository: string | null, action: Action) => string) {
    this.#origin = `http://${host}`;
    this.#token = token;
  }

  async answers(): Promise<boolean> {
    const { statusCode, body } = await this.#send("GET", "/v2/", this.#token(null, "pull"));
    await body.dump();
    return statusCode === 200;
  }

  async digest(repository: string, reference: string): Promise<Digest | null> {
    const { statusCode, headers, body } = await this.#manifest("HEAD", repository, reference, "pull");
    await body.dump();
    if (statusCode === 404) return null;
    if (statusCode !== 200) throw this.#refused(statusCode, `the manifest of ${repository}:${reference}`);
    return Digest.parse(headers["docker-content-digest"]);
  }

  async tags(repository: string): Promise<readonly string[]> {
    const { statusCode, body } = await this.#send("GET", `/v2/${repository}/tags/list`, this.#token(repository, "pull"));
    const json: unknown = await body.json();
    if (statusCode === 404) return [];
    if (statusCode !== 200) throw this.#refused(statusCode, `the tags of ${repository}`);
    return Tags.parse(json).tags ?? [];
  }

  async manifest(
    repository: string,
    reference: string,
  ): Promise<{ readonly size: number; readonly content: z.infer<typeof Manifest> } | null> {
    const { statusCode, body } = await this.#manifest("GET", repository, reference, "pull");
    const text = await body.text();
    if (statusCode === 404) return null;
    if (statusCode !== 200) throw this.#refused(statusCode, `the manifest of ${repository}:${reference}`);
    return { size: Buffer.byteLength(text), content: Manifest.parse(JSON.parse(text)) };
  }

  /** The manifest's own bytes, as its digest is over them. */
  async rawManifest(repository: string, digest: string): Promise<RawManifest | null> {
    const { statusCode, headers, body } = await this.#manifest("GET", repository, digest, "pull");
    const bytes = Buffer.from(await body.arrayBuffer());
    if (statusCode === 404) return null;
    if (statusCode !== 200) throw this.#refused(statusCode, `the manifest of ${repository}@${digest}`);
    const { config, layers = [], manifests = [] } = Manifest.parse(JSON.parse(bytes.toString("utf8")));
    const blobs = (config === undefined ? layers : [config, ...layers]).map((blob) => blob.digest);
    return { bytes, type: String(headers["content-type"]), blobs: [...new Set(blobs)], parts: manifests.map((part) => part.digest) };
  }

  /** A small blob as text, null when it is not there. */
  async blob(repository: string, digest: string): Promise<string | null> {
    const { statusCode, body } = await this.#send("GET", `/v2/${repository}/blobs/${digest}`, this.#token(repository, "pull"));
    const text = await body.text();
    if (statusCode === 404) return null;
    if (statusCode !== 200) throw this.#refused(statusCode, `the blob ${digest} of ${repository}`);
    return text;
  }

  /** A blob as it comes, null when it is not there. */
  async openBlob(repository: string, digest: string): Promise<Readable | null> {
    const { statusCode, body } = await this.#send("GET", `/v2/${repository}/blobs/${digest}`, this.#token(repository, "pull"));
    if (statusCode === 200) return body;
    await body.dump();
    if (statusCode === 404) return null;
    throw this.#refused(statusCode, `the blob ${digest} of ${repository}`);
  }

  /** Makes a blob of one repository one of another's, without sending it. `token` may pull from the one and push to the other. */
  async mount(from: string, to: string, blob: string, token: string): Promise<void> {
    const path = `/v2/${to}/blobs/uploads/?mount=${encodeURIComponent(blob)}&from=${encodeURIComponent(from)}`;
    const { statusCode, headers, body } = await this.#send("POST", path, token);
    await body.dump();
    if (statusCode === 201) return;
    // 202: an upload was begun instead, as the blob is not there.
    if (statusCode === 202) await this.#abandon(String(headers["location"]), token);
    throw this.#refused(statusCode, `making ${blob} of ${from} one of ${to}`);
  }

  /** A small blob, sent whole unless it is there already. */
  async putBlob(repository: string, bytes: Buffer, token: string): Promise<void> {
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    const present = await this.#send("HEAD", `/v2/${repository}/blobs/${digest}`, token);
    await present.body.dump();
    if (present.statusCode === 200) return;
    const begun = await this.#send("POST", `/v2/${repository}/blobs/uploads/`, token);
    await begun.body.dump();
    if (begun.statusCode !== 202) throw this.#refused(begun.statusCode, `beginning an upload to ${repository}`);
    const place = new URL(String(begun.headers["location"]), this.#origin);
    place.searchParams.set("digest", digest);
    const content = { bytes, type: "application/octet-stream" };
    const { statusCode, body } = await this.#send("PUT", `${place.pathname}${place.search}`, token, content);
    await body.dump();
    if (statusCode !== 201) throw this.#refused(statusCode, `an upload to ${repository}`);
  }

  async putManifest(
    repository: string,
    reference: string,
    { bytes, type }: Pick<RawManifest, "bytes" | "type">,
    token: string,
  ): Promise<Digest> {
    const { statusCode, headers, body } = await this.#send("PUT", `/v2/${repository}/manifests/${reference}`, token, { bytes, type });
    await body.dump();
    if (statusCode !== 201) throw this.#refused(statusCode, `writing the manifest ${repository}:${reference}`);
    return Digest.parse(headers["docker-content-digest"]);
  }

  /** A digest that is not there is deleted already. */
  async delete(repository: string, digest: string): Promise<void> {
    const { statusCode, body } = await this.#manifest("DELETE", repository, digest, "delete");
    await body.dump();
    if (statusCode !== 202 && statusCode !== 404) throw this.#refused(statusCode, `deleting ${repository}@${digest}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }

  #manifest(method: "HEAD" | "GET" | "DELETE", repository: string, reference: string, action: Action): ReturnType<typeof request> {
    return this.#send(method, `/v2/${repository}/manifests/${reference}`, this.#token(repository, action));
  }

  async #abandon(location: string, token: string): Promise<void> {
    const { pathname, search } = new URL(location, this.#origin);
    const { body } = await this.#send("DELETE", `${pathname}${search}`, token);
    await body.dump();
  }

  async #send(
    method: "HEAD" | "GET" | "DELETE" | "POST" | "PUT",
    path: string,
    token: string,
    content?: { readonly bytes: Buffer; readonly type: string },
  ): ReturnType<typeof request> {
    try {
      return await request(`${this.#origin}${path}`, {
        method,
        dispatcher: this.#agent,
        headers: { accept, authorization: `Bearer ${token}`, ...(content === undefined ? {} : { "content-type": content.type }) },
        ...(content === undefined ? {} : { body: content.bytes }),
      });
    } catch (cause) {
      throw new SluiceError("unavailable", `The registry at ${this.#origin} does not answer`, {
        cause,
      });
    }
  }

  #refused(status: number, what: string): SluiceError {
    return new SluiceError("unavailable", `The registry at ${this.#origin} answered ${status} for ${what}`);
  }
}
