import { SluiceError } from "@sluice/contract";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { z } from "zod";
import type { RegistryAccess } from "../phases/analyze.ts";
import { type Descriptor, ImageManifest, parsed } from "./base-registry.ts";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const accept = `${manifestType}, application/vnd.docker.distribution.manifest.v2+json`;
const Layers = z.object({ rootfs: z.object({ diff_ids: z.array(z.string()) }) });
const most = 4 * 1024 * 1024;

/** One repository of the installation's own registry (OCI distribution specification, "push"). */
export function registryWriter(repository: string, { registryHost, credential, signal }: RegistryAccess) {
  const base = `http://${registryHost}/v2/${repository.slice(registryHost.length + 1)}`;
  const authorization: Readonly<Record<string, string>> = credential === "" ? {} : { authorization: credential };
  const send = async (url: string, init: RequestInit & { duplex?: "half" } = {}): Promise<Response> => {
    try {
      return await fetch(url, { ...init, headers: { ...authorization, ...(init.headers as Record<string, string> | undefined) }, signal });
    } catch (cause) {
      signal.throwIfAborted();
      throw new SluiceError("unavailable", `The registry at ${registryHost} does not answer`, { cause });
    }
  };
  const refused = (answer: Response, what: string): SluiceError =>
    new SluiceError("unavailable", `The registry at ${registryHost} answered ${answer.status} for ${what}`);
  const document = async (path: string): Promise<unknown> => {
    const answer = await send(`${base}/${path}`, { headers: { accept } });
    if (answer.ok && Number(answer.headers.get("content-length") ?? 0) <= most) return parsed(Buffer.from(await answer.arrayBuffer()));
    await answer.body?.cancel();
    return null;
  };
  return {
    /** Layers of an image that is there, by their digest unpacked. */
    async layersOf(digest: string): Promise<ReadonlyMap<string, Descriptor>> {
      const manifest = ImageManifest.safeParse(await document(`manifests/${digest}`)).data;
      const config = manifest === undefined ? undefined : Layers.safeParse(await document(`blobs/${manifest.config.digest}`)).data;
      const ids = config?.rootfs.diff_ids ?? [];
      return new Map(ids.flatMap((id, at) => (manifest?.layers[at] === undefined ? [] : [[id, manifest.layers[at]] as const])));
    },
    /** Sends a blob that is not there yet. */
    async put({ digest, size }: Descriptor, content: Buffer | { readonly file: string }): Promise<void> {
      const present = await send(`${base}/blobs/${digest}`, { method: "HEAD" });
      if (present.ok) return;
      const begun = await send(`${base}/blobs/uploads/`, { method: "POST" });
      await begun.body?.cancel();
      if (begun.status !== 202) throw refused(begun, "beginning an upload");
      const place = new URL(begun.headers.get("location") ?? "", `${base}/`);
      place.searchParams.set("digest", digest);
      const body = Buffer.isBuffer(content)
        ? new Uint8Array(content)
        : (Readable.toWeb(createReadStream(content.file)) as ReadableStream<Uint8Array>);
      const headers = { "content-type": "application/octet-stream", "content-length": String(size) };
      // the registry may name itself otherwise than we reach it
      const done = await send(`http://${registryHost}${place.pathname}${place.search}`, { method: "PUT", headers, body, duplex: "half" });
      await done.body?.cancel();
      if (done.status !== 201) throw refused(done, "an upload");
    },
    async putManifest(tag: string, bytes: Buffer): Promise<void> {
      const answer = await send(`${base}/manifests/${tag}`, {
        method: "PUT",
        headers: { "content-type": manifestType },
        body: new Uint8Array(bytes),
      });
      await answer.body?.cancel();
      if (answer.status !== 201) throw refused(answer, "writing a manifest");
    },
  };
}
