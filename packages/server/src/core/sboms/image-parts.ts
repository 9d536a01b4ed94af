/** A package of a language, as its package manager wrote it down. */
export interface Part {
  /** The type of a package URL: https://github.com/package-url/purl-spec, "PURL-TYPES". */
  readonly type: "pypi" | "npm" | "composer" | "gem" | "cpan" | "golang" | "cargo";
  readonly name: string;
  readonly version: string;
  /** As the package says it: mostly an SPDX expression. */
  readonly license: string | null;
}

export interface DebianPart {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
  /** The source package, where it has another name or version: advisories are of sources. */
  readonly source: { readonly name: string; readonly version: string } | null;
}

/** What one layer of an image has. */
export interface LayerParts {
  readonly parts: readonly Part[];
  /** All of dpkg's: takes the place of what lower layers say. Null when the layer does not change it. */
  readonly debian: readonly DebianPart[] | null;
  /** Of images without dpkg: one file for each package. */
  readonly unpacked: readonly DebianPart[];
}

export interface ImageParts {
  readonly parts: readonly Part[];
  readonly debian: readonly DebianPart[];
}

/** What an image has, from its layers, lowest first. */
export function imageParts(layers: readonly LayerParts[]): ImageParts {
  const parts = new Map(layers.flatMap((layer) => layer.parts.map((part) => [`${part.type} ${part.name} ${part.version}`, part])));
  const debian = layers.findLast((layer) => layer.debian !== null)?.debian ?? layers.flatMap(({ unpacked }) => unpacked);
  const sorted = [...parts.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { parts: sorted.map(([, part]) => part), debian: debian.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}
