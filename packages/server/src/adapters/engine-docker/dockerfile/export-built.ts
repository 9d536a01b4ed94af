import { Digest, SluiceError } from "@sluice/contract";
import { mkdir } from "node:fs/promises";
import type { BuildRequest } from "../../../core/ports/engine.ts";
import type { BuildDirectory } from "../build-directory.ts";
import type { RegistryAccess } from "../phases/analyze.ts";
import { type Descriptor, sha256 } from "./base-registry.ts";
import { blobFile, type StoredBase } from "./base-store.ts";
import { readBuiltArchive } from "./built-archive.ts";
import { imageConfig, otherUser } from "./image-config.ts";
import { layerType, type LauncherLayer } from "./launcher-layer.ts";
import { registryWriter } from "./registry-writer.ts";

export interface BuiltImage {
  readonly request: BuildRequest;
  readonly directory: BuildDirectory;
  readonly path: string;
  readonly bases: readonly StoredBase[];
  readonly launcher: LauncherLayer;
  readonly repository: string;
  readonly access: RegistryAccess;
  readonly say: (text: string) => void;
}

const manifestType = "application/vnd.oci.image.manifest.v1+json";
/** Docker's own names of layers stand for the same bytes (OCI image specification, "media types", compatibility matrix). */
const ociLayer = ({ mediaType, ...rest }: Descriptor): Descriptor => ({
  ...rest,
  mediaType: mediaType.endsWith("gzip") ? layerType : "application/vnd.oci.image.layer.v1.tar",
});

/**
 * Writes what the builder left into the registry: our own code, with the credential that the builder never had. Layers
 * of the bases are taken from where they were fetched, whatever the builder made of them.
 */
export async function exportBuilt(image: BuiltImage): Promise<Digest> {
  const { request, directory, bases, launcher, repository, access } = image;
  const registry = registryWriter(repository, access);
  const before = request.previous === null ? new Map<string, Descriptor>() : await registry.layersOf(request.previous);
  const underneath = new Map(bases.flatMap((base) => [...base.layers].map(([id, layer]) => [id, { layer, base }] as const)));
  const into = directory.path("export");
  await mkdir(into, { mode: 0o700 });
  const built = await readBuiltArchive(directory.path("record"), into, (id) => underneath.has(id) || before.has(id), access.signal);
  const { diff_ids: ids } = built.config.rootfs;
  const layers: Descriptor[] = [];
  for (const id of ids) {
    const base = underneath.get(id);
    const fresh = built.layers.get(id);
    const known = before.get(id);
    if (base !== undefined) {
      await registry.put(base.layer, { file: blobFile(base.base.directory, base.layer.digest) });
      layers.push(ociLayer(base.layer));
    } else if (fresh !== undefined) {
      await registry.put(fresh.descriptor, { file: fresh.file });
      layers.push(fresh.descriptor);
    } else if (known !== undefined) layers.push(ociLayer(known));
    else throw new SluiceError("build-failed", `the builder left no image: its layer ${id} is missing`);
  }
  await registry.put(launcher.descriptor, launcher.bytes);
  const other = otherUser(built.config);
  if (other !== null)
    image.say(
      `the image's user is ${other.said}: its processes run as ${other.runs}, and must be able to read and write what they need (USER with a number from 1000 on says who)`,
    );
  const config = Buffer.from(JSON.stringify(imageConfig(built.config, request, { path: image.path, bases, launcherLayer: launcher.id })));
  const described = { mediaType: "application/vnd.oci.image.config.v1+json", digest: sha256(config), size: config.length };
  await registry.put(described, config);
  const manifest = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: manifestType, config: described, layers: [...layers, launcher.descriptor] }),
  );
  await registry.putManifest(request.commit, manifest);
  return Digest.parse(sha256(manifest));
}
