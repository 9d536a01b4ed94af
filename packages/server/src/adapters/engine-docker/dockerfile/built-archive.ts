import { SluiceError } from "@sluice/contract";
import { createHash } from "node:crypto";
import { constants, createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { extract } from "tar-stream";
import { z } from "zod";
import { parsed, type Descriptor } from "./base-registry.ts";
import { BuiltConfig } from "./image-config.ts";
import { layerType } from "./launcher-layer.ts";

/** A layer that is new to the registry. */
export interface NewLayer {
  readonly descriptor: Descriptor;
  readonly file: string;
}

export interface BuiltArchive {
  readonly config: BuiltConfig;
  /** By their digest unpacked, of those that were not known. */
  readonly layers: ReadonlyMap<string, NewLayer>;
}

const Index = z.array(z.object({ Config: z.string(), Layers: z.array(z.string()).max(500) })).length(1);
const most = { document: 1024 * 1024, entries: 3000 } as const;
const broken = (why: string): SluiceError => new SluiceError("build-failed", `the builder left no image: ${why}`);

/**
 * Reads an archive that a tool's build has written (`docker save`'s format), and so may be anything: no link is followed,
 * each layer is compared with the digest that it is called by. Call it only when nothing of the build runs any more.
 */
export async function readBuiltArchive(
  directory: string,
  into: string,
  isKnown: (layer: string) => boolean,
  signal: AbortSignal,
): Promise<BuiltArchive> {
  const file = await open(join(directory, "image.tar"), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(() => null);
  if (file === null || !(await file.stat()).isFile()) {
    await file?.close();
    throw broken("its file is missing");
  }
  const documents = new Map<string, Buffer>();
  const layers = new Map<string, NewLayer>();
  const archive = extract();
  let entries = 0;
  const take = async (name: string, isFile: boolean, entry: Readable): Promise<void> => {
    entries += 1;
    if (entries > most.entries) throw broken("its archive has too many files");
    const id = /^([0-9a-f]{64})\.tar$/.exec(name)?.[1];
    if (isFile && id !== undefined && !isKnown(`sha256:${id}`) && !layers.has(`sha256:${id}`))
      layers.set(`sha256:${id}`, await packed(entry, id, join(into, `${id}.gz`)));
    else if (isFile && name.endsWith(".json")) documents.set(name, await whole(entry));
    else for await (const chunk of entry) void chunk;
  };
  const turn = async (name: string, isFile: boolean, entry: Readable, next: () => void): Promise<void> => {
    try {
      await take(name, isFile, entry);
      next();
    } catch (error) {
      archive.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  };
  archive.on("entry", ({ name, type }, entry, next) => void turn(name, type === "file", entry, next));
  try {
    await pipeline(file.createReadStream(), archive, { signal });
  } catch (error) {
    if (error instanceof SluiceError || signal.aborted || isOurs(error)) throw error;
    throw broken(error instanceof Error ? error.message : String(error));
  }
  const index = Index.safeParse(parsed(documents.get("manifest.json") ?? Buffer.alloc(0))).data?.[0];
  const config = BuiltConfig.safeParse(parsed(documents.get(index?.Config ?? "") ?? Buffer.alloc(0))).data;
  if (index === undefined || config === undefined) throw broken("its manifest or configuration cannot be read");
  const missing = config.rootfs.diff_ids.find((id) => !layers.has(id) && !isKnown(id));
  if (missing !== undefined) throw broken(`its layer ${missing} is missing`);
  return { config, layers };
}

/** A failure of this machine's disk. */
const isOurs = (error: unknown): boolean => error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EIO");

async function whole(entry: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of entry as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most.document) throw broken("a file of its description is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function packed(entry: Readable, id: string, file: string): Promise<NewLayer> {
  const unpacked = createHash("sha256");
  const digest = createHash("sha256");
  let size = 0;
  const heard = (take: (chunk: Buffer) => void): Transform =>
    new Transform({
      transform(chunk: Buffer, _, next) {
        take(chunk);
        next(null, chunk);
      },
    });
  await pipeline(
    entry,
    heard((chunk) => unpacked.update(chunk)),
    createGzip({ level: 4 }),
    heard((chunk) => {
      digest.update(chunk);
      size += chunk.length;
    }),
    createWriteStream(file),
  );
  if (unpacked.digest("hex") !== id) throw broken(`its layer ${id} is another than it says`);
  return { file, descriptor: { mediaType: layerType, digest: `sha256:${digest.digest("hex")}`, size } };
}
