import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { SbomFiles } from "../../core/ports/sbom-files.ts";
import type { LayerParts } from "../../core/sboms/image-parts.ts";

const [compress, uncompress] = [promisify(gzip), promisify(gunzip)];
/** `-2`: with the versions of Debian packages' sources. */
const [images, layers, formerImages, formerLayers] = ["images-2", "layers-2", "images", "layers"] as const;
const kinds = [images, layers, formerImages, formerLayers] as const;

/** Compressed files under a directory, named after digests. When they were used last is their date. */
export function sbomFiles(directory: string): SbomFiles {
  const place = (kind: (typeof kinds)[number], digest: string): string => {
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error(`${digest} is no digest`);
    return join(directory, kind, `${digest.slice(7)}.json.gz`);
  };
  async function read(file: string): Promise<string | null> {
    const bytes = await readFile(file).catch(unlessMissing);
    if (bytes === null) return null;
    const now = new Date();
    await utimes(file, now, now).catch(unlessMissing);
    return (await uncompress(bytes)).toString("utf8");
  }
  async function write(file: string, text: string): Promise<void> {
    await mkdir(join(file, ".."), { recursive: true, mode: 0o700 });
    const half = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
    await writeFile(half, await compress(text), { mode: 0o600 });
    await rename(half, file);
  }
  return {
    sbom: (digest) => read(place(images, digest)),
    formerSbom: (digest) => read(place(formerImages, digest)),
    putSbom: (digest, text) => write(place(images, digest), text),
    async layer(digest) {
      const text = await read(place(layers, digest));
      return text === null ? null : (JSON.parse(text) as LayerParts);
    },
    putLayer: (digest, parts) => write(place(layers, digest), JSON.stringify(parts)),
    async forget(before) {
      for (const kind of kinds) {
        for (const name of (await readdir(join(directory, kind)).catch(unlessMissing)) ?? []) {
          const file = join(directory, kind, name);
          const found = await stat(file).catch(unlessMissing);
          if (found !== null && found.mtime < before) await rm(file, { force: true });
        }
      }
    },
  };
}

function unlessMissing(error: unknown): null {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
  throw error;
}
