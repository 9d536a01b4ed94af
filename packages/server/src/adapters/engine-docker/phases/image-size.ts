import type { Digest } from "@sluice/contract";
import { z } from "zod";

const Manifest = z.object({ layers: z.array(z.object({ digest: z.string(), size: z.number() })) });
const accept = "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json";

export interface ImagePlace {
  readonly registryHost: string;
  readonly repository: string;
  readonly credential: string;
}

async function layers(place: ImagePlace, digest: Digest): Promise<Map<string, number>> {
  const name = place.repository.slice(place.registryHost.length + 1);
  const headers = { accept, ...(place.credential !== "" && { authorization: place.credential }) };
  const answer = await fetch(`http://${place.registryHost}/v2/${name}/manifests/${digest}`, {
    headers,
    signal: AbortSignal.timeout(2000),
  });
  const parsed = Manifest.safeParse(answer.ok ? await answer.json() : null);
  return new Map(parsed.success ? parsed.data.layers.map((layer) => [layer.digest, layer.size]) : []);
}

/** Bytes of an image, and of its layers that the previous one does not have. */
export async function imageSize(place: ImagePlace, digest: Digest, previous: Digest | null): Promise<{ total: number; fresh: number }> {
  const [now, before] = await Promise.all([layers(place, digest), previous === null ? new Map<string, number>() : layers(place, previous)]);
  let total = 0;
  let fresh = 0;
  for (const [layer, size] of now) {
    total += size;
    if (!before.has(layer)) fresh += size;
  }
  return { total, fresh };
}
