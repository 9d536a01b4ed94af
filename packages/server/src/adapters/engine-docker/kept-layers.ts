import { mkdir, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "smol-toml";
import { z } from "zod";
import { readInside } from "./read-inside.ts";

/** More than any language has: names are what a tool's code says. */
const mostFolders = 32;

const Declared = z.object({ metadata: z.object({ copy: z.string().regex(/^[A-Za-z0-9]{1,32} /) }) });

/** Links are none. */
async function foldersIn(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .slice(0, mostFolders);
}

function copyName(text: string): string | null {
  try {
    const declared = Declared.safeParse(parse(text));
    return declared.success ? (declared.data.metadata.copy.split(" ")[0] ?? null) : null;
  } catch {
    return null;
  }
}

async function moveAll(from: string, root: string, mark: string): Promise<void> {
  for (const name of await readdir(from)) await rename(join(from, name), join(root, `${mark}-${name}`));
}

/**
 * Moves layers that name a copy of themselves from a build's root to where the tool's next build is lent them, and what
 * no build needs any more into the root, which is removed. To be called when the code that built them no longer runs.
 */
export async function keepLayers(kept: string, root: string): Promise<void> {
  const layers = join(root, "layers");
  const packs = await foldersIn(layers);
  await mkdir(kept, { recursive: true });
  for (const pack of await foldersIn(kept)) {
    if (!packs.includes(pack)) await rename(join(kept, pack), join(root, `unused-${pack}`));
  }
  for (const pack of packs) {
    for (const layer of await foldersIn(join(layers, pack))) {
      const text = await readInside(root, "layers", pack, `${layer}.toml`);
      const name = text === null ? null : copyName(text);
      if (name === null) continue;
      const place = join(kept, pack, layer);
      await mkdir(place, { recursive: true });
      await moveAll(place, root, `unused-${pack}-${layer}`);
      await rename(join(layers, pack, layer), join(place, name));
    }
  }
}
