import { type CommitHash, SluiceError, type ToolName } from "@sluice/contract";
import { parse } from "smol-toml";
import type { ImageContents } from "../ports/image-contents.ts";
import type { SbomFiles } from "../ports/sbom-files.ts";
import type { Sources } from "../ports/sources.ts";
import { imageParts, type LayerParts, type Part } from "./image-parts.ts";
import { isTelling, layerReader } from "./telling-files.ts";

export interface SbomDependencies {
  readonly contents: ImageContents;
  readonly files: SbomFiles;
  readonly sources: Pick<Sources, "file">;
}

export interface SbomWish {
  readonly tool: ToolName;
  /** Repository and digest. */
  readonly image: string;
  readonly commit: CommitHash;
}

/** The CycloneDX list of an image: kept, or made from its layers, of which only new ones are read. */
export async function makeSbom({ contents, files, sources }: SbomDependencies, wish: SbomWish): Promise<string> {
  const at = wish.image.lastIndexOf("@");
  const [repository, digest] = [wish.image.slice(0, at), wish.image.slice(at + 1)];
  const kept = await files.sbom(digest);
  if (kept !== null) return kept;
  const layers = await contents.layers(repository, digest);
  const former = layers === null ? await files.formerSbom(digest) : null;
  if (former !== null) return former;
  if (layers === null) throw new SluiceError("not-found", `The image ${digest} is not kept any more, nor is the list of what it had.`);
  const found: LayerParts[] = [];
  for (const layer of layers) found.push((await files.layer(layer)) ?? (await readLayer(contents, files, repository, layer)));
  // A program of Rust does not say what it was made of; its lock file does.
  const locked = cargoParts((await sources.file(wish.tool, wish.commit, "Cargo.lock").catch(() => null)) ?? "");
  // Its library takes 12 MiB, which a server that nobody asks does without.
  const { cyclonedx } = await import("./cyclonedx.ts");
  const text = cyclonedx(wish, imageParts([...found, { parts: locked, debian: null, unpacked: [] }]));
  await files.putSbom(digest, text);
  return text;
}

async function readLayer(contents: ImageContents, files: SbomFiles, repository: string, layer: string): Promise<LayerParts> {
  const reader = layerReader();
  await contents.read(repository, layer, isTelling, reader.take);
  const parts = reader.done();
  await files.putLayer(layer, parts);
  return parts;
}

function cargoParts(text: string): readonly Part[] {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return [];
  }
  const list = typeof value === "object" && value !== null && "package" in value && Array.isArray(value.package) ? value.package : [];
  return list.flatMap((each: { name?: unknown; version?: unknown; source?: unknown }) => {
    const { name, version, source } = each;
    // What has no source is the program itself.
    if (typeof name !== "string" || typeof version !== "string" || typeof source !== "string") return [];
    return [{ type: "cargo" as const, name, version, license: null }];
  });
}
