import { Digest } from "@sluice/contract";
import { z } from "zod";
import type { StandsOn } from "../../core/ports/rebaser.ts";
import type { DistributionApi } from "./distribution-api.ts";

/** On images that were built by a Dockerfile; nobody but the platform writes labels that begin so. */
const dockerfileLabel = "sluice.dockerfile";
const label = "io.buildpacks.lifecycle.metadata";
const Config = z.object({ config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }) });
/** Buildpacks platform specification, "io.buildpacks.lifecycle.metadata (JSON)". */
const Metadata = z.object({ runImage: z.object({ reference: z.string(), image: z.string() }) });

/** Reads the run image under an image from its own label. */
export async function standsOn(api: DistributionApi, repository: string, digest: string): Promise<StandsOn | null> {
  const said = (await labelsOf(api, repository, digest))[label];
  const metadata = said === undefined ? null : Metadata.safeParse(parsed(said));
  if (metadata === null || !metadata.success) return null;
  const { reference, image } = metadata.data.runImage;
  const runImage = Digest.safeParse(reference.slice(reference.lastIndexOf("@") + 1));
  const set = image.slice(image.lastIndexOf(":") + 1);
  return runImage.success && /^[0-9a-f]{32}$/.test(set) ? { set, runImage: runImage.data } : null;
}

export async function hasOwnBase(api: DistributionApi, repository: string, digest: string): Promise<boolean> {
  return dockerfileLabel in (await labelsOf(api, repository, digest));
}

async function labelsOf(api: DistributionApi, repository: string, digest: string): Promise<Readonly<Record<string, string>>> {
  const config = (await api.manifest(repository, digest))?.content.config;
  const text = config === undefined ? null : await api.blob(repository, config.digest);
  // what is attached to images has an empty one
  return (text === null ? undefined : Config.safeParse(parsed(text)).data?.config.Labels) ?? {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
