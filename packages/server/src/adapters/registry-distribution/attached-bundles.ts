import { createHash } from "node:crypto";
import { Digest, SluiceError } from "@sluice/contract";
import { z } from "zod";
import type { AttachedBundle } from "../../core/ports/signatures.ts";
import { bundleType } from "../../core/signatures/bundle.ts";
import type { DistributionApi } from "./distribution-api.ts";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const indexType = "application/vnd.oci.image.index.v1+json";
/** Artifacts without a configuration have this one (OCI image specification 1.1, "guidance for an empty descriptor"). */
const empty = { mediaType: "application/vnd.oci.empty.v1+json", bytes: Buffer.from("{}") };
const predicateKey = "dev.sigstore.bundle.predicateType";
/** A bundle of ours has some hundred bytes. */
const most = { bundles: 50, bytes: 256 * 1024 } as const;

const Index = z.object({
  manifests: z.array(
    z.looseObject({ digest: Digest, artifactType: z.string().optional(), annotations: z.record(z.string(), z.string()).optional() }),
  ),
});
const Artifact = z.object({ layers: z.array(z.object({ digest: Digest, size: z.number() })).length(1) });

/** Under this tag lies the index of what was attached to an image (OCI distribution specification 1.1, "referrers tag schema"). */
const referrersTag = (digest: string): string => digest.replace(":", "-");

/** Reads as `cosign` does from a registry without the referrers API. What is no bundle is left out. */
export async function attachedBundles(api: DistributionApi, repository: string, digest: string): Promise<readonly AttachedBundle[]> {
  const index = await api.manifest(repository, referrersTag(digest));
  if (index === null) return [];
  const { manifests } = Index.parse(index.content);
  const bundles = manifests.filter(({ artifactType }) => artifactType === bundleType).slice(-most.bundles);
  const read = bundles.map(async ({ digest: manifest, annotations }): Promise<AttachedBundle | null> => {
    const layer = Artifact.safeParse((await api.manifest(repository, manifest))?.content).data?.layers[0];
    if (layer === undefined || layer.size > most.bytes) return null;
    const text = await api.blob(repository, layer.digest);
    return text === null ? null : { text, predicateType: annotations?.[predicateKey] ?? "" };
  });
  return (await Promise.all(read)).filter((bundle) => bundle !== null);
}

/** The index comes last: cut off before, what was attached is as it was. `token` may push to the repository. */
export async function attachBundles(
  api: DistributionApi,
  repository: string,
  digest: Digest,
  bundles: readonly AttachedBundle[],
  token: string,
): Promise<void> {
  const image = await api.rawManifest(repository, digest);
  if (image === null) throw new SluiceError("not-found", `The image ${digest} of ${repository} is gone: push its commit again.`);
  const subject = { mediaType: image.type, digest, size: image.bytes.length };
  const blobs = [empty.bytes, ...bundles.map(({ text }) => Buffer.from(text))];
  await Promise.all(blobs.map((bytes) => api.putBlob(repository, bytes, token)));
  const manifests = await Promise.all(
    bundles.map(async ({ text, predicateType }) => {
      const annotations = { "dev.sigstore.bundle.content": "dsse-envelope", [predicateKey]: predicateType };
      const artifact = {
        schemaVersion: 2,
        mediaType: manifestType,
        artifactType: bundleType,
        config: described(empty.mediaType, empty.bytes),
        layers: [described(bundleType, Buffer.from(text))],
        subject,
        annotations,
      };
      const bytes = Buffer.from(JSON.stringify(artifact));
      const written = described(manifestType, bytes);
      await api.putManifest(repository, written.digest, { bytes, type: manifestType }, token);
      return { ...written, artifactType: bundleType, annotations };
    }),
  );
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests }));
  await api.putManifest(repository, referrersTag(digest), { bytes: index, type: indexType }, token);
}

function described(mediaType: string, bytes: Buffer): { readonly mediaType: string; readonly digest: string; readonly size: number } {
  return { mediaType, digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`, size: bytes.length };
}
