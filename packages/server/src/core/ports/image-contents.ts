import type { LayerFile } from "../sboms/telling-files.ts";

/** Reads into images of the registry, without an engine. */
export interface ImageContents {
  /** Digests of an image's layers, lowest first; null when it is not there. */
  layers(repository: string, digest: string): Promise<readonly string[] | null>;
  /**
   * Gives the wanted regular files of a layer, one after the other. What a layer may unpack to is bounded: beyond it,
   * `too-large`.
   */
  read(repository: string, layer: string, wanted: (file: LayerFile) => boolean, take: (path: string, bytes: Buffer) => void): Promise<void>;
}
