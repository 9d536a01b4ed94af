import type { LayerParts } from "../sboms/image-parts.ts";

/** Lists of what images have, and of what their layers have, which many images share. */
export interface SbomFiles {
  sbom(digest: string): Promise<string | null>;
  /** As an earlier release of Sluice made it: for images that are gone. */
  formerSbom(digest: string): Promise<string | null>;
  putSbom(digest: string, text: string): Promise<void>;
  layer(digest: string): Promise<LayerParts | null>;
  putLayer(digest: string, parts: LayerParts): Promise<void>;
  /** Forgets what nobody has asked for since then. */
  forget(before: Date): Promise<void>;
}
