import type { Digest } from "@sluice/contract";
import type { Control } from "../ports/control.ts";
import type { ImageName, NamedImageStore } from "../ports/named-image-store.ts";

/** A part of the platform that names images, and so keeps them. Whoever comes to name images adds one. */
export interface NameSource {
  /** All images that it names now. When it cannot say, it throws, and nothing is pruned. */
  names(): Promise<readonly ImageName[]>;
}

export type Names = ReadonlyMap<Digest, ImageName>;

/**
 * What each image is named for: what runs it before what may be gone back to. A digest that is named anywhere stays
 * everywhere: a promoted image lies in two repositories, and the second costs nothing.
 */
export async function allNames(sources: readonly NameSource[]): Promise<Names> {
  const names = new Map<Digest, ImageName>();
  for (const source of sources) {
    for (const name of await source.names()) {
      const before = names.get(name.digest);
      if (before === undefined || (before.isSpare && !name.isSpare)) names.set(name.digest, name);
    }
  }
  return names;
}

export function storeNames(store: Pick<NamedImageStore, "namedImages">, kept: number): NameSource {
  return { names: () => store.namedImages(kept) };
}

const digestIn = /@(sha256:[0-9a-f]{64})$/;

/** What the control repository says that should run now, whoever committed it. */
export function controlNames(control: Pick<Control, "head" | "readAll">, folder: "tools" | "components"): NameSource {
  return {
    async names() {
      const head = await control.head();
      const entries = head === null ? [] : await control.readAll(head);
      return entries.flatMap((entry): readonly ImageName[] => {
        const digest = entry.kind === "release" ? digestIn.exec(entry.file.image)?.[1] : undefined;
        if (digest === undefined) return [];
        const why = `${folder}/${entry.tool}/release.yaml names it`;
        return [{ digest: digest as Digest, tool: folder === "tools" ? entry.tool : null, why, isSpare: false }];
      });
    },
  };
}
