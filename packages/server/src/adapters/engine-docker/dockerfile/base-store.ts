import { SluiceError } from "@sluice/contract";
import { createHash, randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { WantedImage } from "../../../core/dockerfiles/plan-dockerfile.ts";
import { fullName } from "../../../core/dockerfiles/image-name.ts";
import { baseRegistry, type Descriptor, ImageManifest, parsed } from "./base-registry.ts";

/** A base image on this machine's disk. */
export interface StoredBase {
  /** All ways in which it stands in the Dockerfile. */
  readonly spellings: readonly string[];
  /** `docker.io/library/debian:13`. */
  readonly name: string;
  /** What the name stood for when it was asked. */
  readonly digest: string;
  /** An OCI image layout. */
  readonly directory: string;
  /** Its name there: the digest of its manifest, without `sha256:`. */
  readonly key: string;
  /** By the digest of the layer unpacked. */
  readonly layers: ReadonlyMap<string, Descriptor>;
}

const Config = z.object({ rootfs: z.object({ diff_ids: z.array(z.string()) }) });
const layerTypes = /^application\/vnd\.(oci\.image\.layer\.v1\.tar(\+gzip)?|docker\.image\.rootfs\.diff\.tar(\.gzip)?)$/;
const unusedMs = 30 * 24 * 3600 * 1000;
const parallel = 3;

export const basesDirectory = (directory: string): string => join(directory, "bases");
export const blobFile = (directory: string, digest: string): string => join(directory, "blobs", "sha256", digest.slice("sha256:".length));

export interface BaseStoreOptions {
  /** The data directory. */
  readonly directory: string;
  readonly architecture: string;
  readonly mostBytes: number;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Asks for the newest of a name and brings what is not here yet. Tools share what was fetched, and none can write it. */
export async function storedBase(wanted: WantedImage, options: BaseStoreOptions): Promise<StoredBase> {
  const registry = baseRegistry(wanted.name, options.architecture, options.signal);
  const name = fullName(wanted.name);
  const { digest, manifest } = await registry.find();
  const content = ImageManifest.safeParse(parsed(manifest.bytes)).data;
  const foreign = content?.layers.find(({ mediaType }) => !layerTypes.test(mediaType));
  if (content === undefined || foreign !== undefined)
    throw new SluiceError(
      "build-failed",
      `${name} is no image of layers as tar or gzip${foreign === undefined ? "" : `: it has ${foreign.mediaType}`}`,
    );
  const size = content.layers.reduce((sum, layer) => sum + layer.size, content.config.size);
  if (size > options.mostBytes)
    throw new SluiceError("build-failed", `${name} has ${Math.ceil(size / 1024 ** 2)} MiB: more than a build may use`);
  const key = manifest.digest.slice("sha256:".length);
  const directory = join(basesDirectory(options.directory), key);
  const isHere = await stat(directory).then(
    () => true,
    () => false,
  );
  if (!isHere) {
    options.say(`fetching ${name}, ${Math.ceil(size / 1024 ** 2)} MiB`);
    await fetchInto(directory, content, manifest, registry.blob);
  }
  await utimes(directory, new Date(), new Date());
  const { rootfs } = Config.parse(parsed(await readFile(blobFile(directory, content.config.digest))));
  const layers = new Map(
    rootfs.diff_ids.flatMap((id, at) => (content.layers[at] === undefined ? [] : [[id, content.layers[at]] as const])),
  );
  return { spellings: wanted.spellings, name, digest, directory, key, layers };
}

/** Whole or not at all: a server that is killed leaves a directory that is removed with the unused. */
async function fetchInto(
  directory: string,
  { config, layers }: ImageManifest,
  manifest: { readonly digest: string; readonly bytes: Buffer; readonly mediaType: string },
  blob: (digest: string) => Promise<ReadableStream<Uint8Array>>,
): Promise<void> {
  const partial = `${directory}.${randomUUID()}`;
  try {
    await mkdir(join(partial, "blobs", "sha256"), { recursive: true });
    const wanted = [...new Map([config, ...layers].map((one) => [one.digest, one])).values()];
    for (let at = 0; at < wanted.length; at += parallel)
      await Promise.all(
        wanted.slice(at, at + parallel).map(async (one) => writeBlob(await blob(one.digest), one, blobFile(partial, one.digest))),
      );
    await writeFile(blobFile(partial, manifest.digest), manifest.bytes);
    const { digest, mediaType, bytes } = manifest;
    await writeFile(
      join(partial, "index.json"),
      JSON.stringify({ schemaVersion: 2, manifests: [{ mediaType, digest, size: bytes.length }] }),
    );
    await writeFile(join(partial, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
    await rename(partial, directory).catch((error: unknown) => {
      // another build has brought the same one meanwhile
      if (!(error instanceof Error && "code" in error && (error.code === "ENOTEMPTY" || error.code === "EEXIST"))) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function writeBlob(body: ReadableStream<Uint8Array>, { digest, size }: Descriptor, file: string): Promise<void> {
  const hash = createHash("sha256");
  let read = 0;
  const checked = new Transform({
    transform(chunk: Buffer, _, next) {
      read += chunk.length;
      if (read > size) return next(new Error("longer than its manifest says"));
      hash.update(chunk);
      next(null, chunk);
    },
  });
  try {
    await pipeline(body, checked, createWriteStream(file));
  } catch (cause) {
    throw new SluiceError("unavailable", `the layer ${digest} of a base image could not be fetched`, { cause });
  }
  if (`sha256:${hash.digest("hex")}` !== digest) throw new SluiceError("unavailable", `the layer ${digest} of a base image came broken`);
}

/** Removes bases that no build has asked for in 30 days, and what a fetch that was killed left. */
export async function removeUnusedBases(directory: string, now: number): Promise<void> {
  const root = basesDirectory(directory);
  for (const name of await readdir(root).catch(() => [])) {
    const found = await stat(join(root, name)).catch(() => null);
    const isPartial = name.includes(".");
    if (found !== null && now - found.mtimeMs > (isPartial ? 24 * 3600 * 1000 : unusedMs))
      await rm(join(root, name), { recursive: true, force: true });
  }
}
