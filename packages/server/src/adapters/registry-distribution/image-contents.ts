import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { SluiceError } from "@sluice/contract";
import { extract } from "tar-stream";
import type { ImageContents } from "../../core/ports/image-contents.ts";
import type { DistributionApi } from "./distribution-api.ts";

/** Of one layer, unpacked. */
const most = { bytes: 8 * 1024 ** 3, files: 1_000_000 } as const;

/** Reads layers as the registry sends them: compressed tar archives (OCI image layer specification). */
export function imageContents(api: DistributionApi): ImageContents {
  return {
    async layers(repository, digest) {
      const layers = (await api.manifest(repository, digest))?.content.layers;
      return layers?.map((layer) => layer.digest) ?? null;
    },
    async read(repository, layer, wanted, take) {
      const body = await api.openBlob(repository, layer);
      if (body === null) throw new SluiceError("not-found", `The layer ${layer} of ${repository} is not there.`);
      const unpack = extract();
      let files = 0;
      unpack.on("entry", (header, entry, next) => {
        files += 1;
        const path = header.name.replace(/^(\.?\/)+/, "");
        const file = { path, size: header.size ?? 0, executable: ((header.mode ?? 0) & 0o111) !== 0 };
        if (files > most.files) return void unpack.destroy(tooLarge(layer));
        const isWanted = header.type === "file" && wanted(file);
        const chunks: Buffer[] = [];
        if (isWanted) entry.on("data", (chunk: Buffer) => chunks.push(chunk));
        entry.on("end", () => {
          if (isWanted) take(path, Buffer.concat(chunks));
          next();
        });
        entry.resume();
      });
      await pipeline(body, createGunzip(), bounded(layer), unpack);
    },
  };
}

function bounded(layer: string): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes > most.bytes) done(tooLarge(layer));
      else done(null, chunk);
    },
  });
}

function tooLarge(layer: string): SluiceError {
  return new SluiceError("too-large", `The layer ${layer} is too large to be looked into.`);
}
