import type { Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Digest, Moment } from "@sluice/contract";
import { z } from "zod";
import type { StoredImage } from "../../core/ports/registry.ts";

const Descriptor = z.object({ digest: Digest, size: z.number().nonnegative() });
const Manifest = z.object({
  config: Descriptor.optional(),
  layers: z.array(Descriptor).default([]),
  manifests: z.array(Descriptor).default([]),
  subject: z.unknown().optional(),
});

const version2 = ["docker", "registry", "v2"] as const;

/** Where Distribution keeps things (distribution/registry/storage/paths.go): links by repository, data by digest. */
export const blobsOf = (storage: string): string => join(storage, ...version2, "blobs", "sha256");
export const repositoriesOf = (storage: string): string => join(storage, ...version2, "repositories");

export const dataOf = (storage: string, hex: string): string => join(blobsOf(storage), hex.slice(0, 2), hex, "data");

/** Null when it is not there, or no longer. What cannot be read for another reason may not count as gone: it would be removed. */
export async function unlessGone<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) return null;
    throw error;
  }
}

/** Empty when there is no such directory, or no longer. */
export async function entriesOf(directory: string): Promise<readonly Dirent[]> {
  return (await unlessGone(readdir(directory, { withFileTypes: true }))) ?? [];
}

/** Names of all repositories; a name may have several parts, and a repository may lie below another. */
export async function* repositories(storage: string, name = ""): AsyncIterable<string> {
  const entries = await entriesOf(join(repositoriesOf(storage), name));
  if (name !== "" && entries.some((entry) => entry.name === "_manifests" || entry.name === "_layers")) yield name;
  for (const entry of entries) {
    if (entry.isDirectory() && !entry.name.startsWith("_"))
      yield* repositories(storage, name === "" ? entry.name : `${name}/${entry.name}`);
  }
}

export async function* storedImages(storage: string, only?: string): AsyncIterable<StoredImage> {
  for await (const repository of only === undefined ? repositories(storage) : [only]) {
    const manifests = join(repositoriesOf(storage), repository, "_manifests");
    const tags = await tagsOf(manifests);
    for (const { name } of await entriesOf(join(manifests, "revisions", "sha256"))) {
      const digest = Digest.safeParse(`sha256:${name}`);
      const image = digest.success ? await imageOf(storage, manifests, digest.data) : null;
      if (image !== null) yield { repository, tags: tags.get(image.digest) ?? [], ...image };
    }
  }
}

async function tagsOf(manifests: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const tags = new Map<string, string[]>();
  for (const { name } of await entriesOf(join(manifests, "tags"))) {
    const digest = await unlessGone(readFile(join(manifests, "tags", name, "current", "link"), "utf8"));
    if (digest !== null) tags.set(digest, [...(tags.get(digest) ?? []), name]);
  }
  return tags;
}

/** Null: deleted meanwhile, or not a manifest that we can read. */
async function imageOf(storage: string, manifests: string, digest: Digest): Promise<Omit<StoredImage, "repository" | "tags"> | null> {
  const hex = digest.slice("sha256:".length);
  const link = await unlessGone(stat(join(manifests, "revisions", "sha256", hex, "link")));
  const text = link === null ? null : await unlessGone(readFile(dataOf(storage, hex), "utf8"));
  const manifest = text === null ? null : parse(text);
  if (link === null || text === null || manifest === null) return null;
  const { config, layers, manifests: parts, subject } = manifest;
  const blobs = new Map<string, number>([[digest, Buffer.byteLength(text)]]);
  for (const blob of config === undefined ? layers : [config, ...layers]) blobs.set(blob.digest, blob.size);
  return {
    digest,
    pushed: Moment.parse(link.mtime.toISOString()),
    parts: parts.map((part) => part.digest),
    isAttached: subject !== undefined,
    blobs,
  };
}

function parse(text: string): z.infer<typeof Manifest> | null {
  try {
    return Manifest.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
