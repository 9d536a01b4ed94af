import { SluiceError } from "@sluice/contract";
import type { DistributionApi } from "./distribution-api.ts";

export interface ImageCopy {
  readonly from: string;
  readonly to: string;
  readonly digest: string;
  /** May pull from the one and push to the other. */
  readonly token: string;
}

const parallelMounts = 4;

/** Blobs are mounted, manifests are written with the same bytes, an index after what it names. */
export async function copyImage(api: DistributionApi, copy: ImageCopy): Promise<void> {
  const { from, to, digest, token } = copy;
  if ((await api.digest(to, digest)) !== null) return;
  const manifest = await api.rawManifest(from, digest);
  if (manifest === null) throw new SluiceError("not-found", `The image ${digest} of ${from} is gone: push its commit again.`);
  for (const part of manifest.parts) await copyImage(api, { ...copy, digest: part });
  for (let at = 0; at < manifest.blobs.length; at += parallelMounts) {
    await Promise.all(manifest.blobs.slice(at, at + parallelMounts).map((blob) => api.mount(from, to, blob, token)));
  }
  // A tag: what has none is not counted as used, and may be collected.
  const written = await api.putManifest(to, `promoted-${digest.slice("sha256:".length, "sha256:".length + 12)}`, manifest, token);
  if (written !== digest) throw new SluiceError("internal", `The copy of ${digest} from ${from} to ${to} became ${written}.`);
}
