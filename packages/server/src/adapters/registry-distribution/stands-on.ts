import { Digest } from "@sluice/contract";
import { z } from "zod";
import type { StandsOn } from "../../core/ports/rebaser.ts";
import type { DistributionApi } from "./distribution-api.ts";

const label = "io.buildpacks.lifecycle.metadata";
const Config = z.object({ config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }) });
/** Buildpacks platform specification, "io.buildpacks.lifecycle.metadata (JSON)". */
const Metadata = z.object({ runImage: z.object({ reference: z.string(), image: z.string() }) });

/** Reads the run image under an image from its own label. */
export async function standsOn(api: DistributionApi, repository: string, digest: string): Promise<StandsOn | null> {
  const config = (await api.manifest(repository, digest))?.content.config;
  const text = config === undefined ? null : await api.blob(repository, config.digest);
  if (text === null) return null;
  // what is attached to images has an empty one
  const said = Config.safeParse(parsed(text)).data?.config.Labels?.[label];
  const metadata = said === undefined ? null : Metadata.safeParse(parsed(said));
  if (metadata === null || !metadata.success) return null;
  const { reference, image } = metadata.data.runImage;
  const runImage = Digest.safeParse(reference.slice(reference.lastIndexOf("@") + 1));
  const set = image.slice(image.lastIndexOf(":") + 1);
  return runImage.success && /^[0-9a-f]{32}$/.test(set) ? { set, runImage: runImage.data } : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
