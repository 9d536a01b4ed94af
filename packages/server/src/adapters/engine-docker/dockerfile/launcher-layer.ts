import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { pack } from "tar-stream";
import type { Descriptor } from "./base-registry.ts";
import { sha256 } from "./base-registry.ts";

export interface LauncherLayer {
  /** The digest unpacked. */
  readonly id: string;
  readonly descriptor: Descriptor;
  readonly bytes: Buffer;
}

export const layerType = "application/vnd.oci.image.layer.v1.tar+gzip";

/** What every image has, so that processes, runs and shells are started in all of them alike: the lifecycle's launcher. */
export async function launcherLayer(lifecycle: string): Promise<LauncherLayer> {
  const archive = pack();
  const common = { uid: 0, gid: 0, mtime: new Date(0) };
  for (const name of ["cnb", "cnb/lifecycle", "layers", "layers/config"])
    archive.entry({ ...common, name, type: "directory", mode: 0o755 });
  archive.entry({ ...common, name: "cnb/lifecycle/launcher", mode: 0o755 }, await readFile(join(lifecycle, "launcher")));
  archive.entry({ ...common, name: "layers/config/metadata.toml", mode: 0o644 }, "processes = []\n");
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  const tar = Buffer.concat(chunks);
  const bytes = await promisify(gzip)(tar);
  return {
    id: `sha256:${createHash("sha256").update(tar).digest("hex")}`,
    descriptor: { mediaType: layerType, digest: sha256(bytes), size: bytes.length },
    bytes,
  };
}
