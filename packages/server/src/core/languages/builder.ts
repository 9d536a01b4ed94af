/** A file of a compiled buildpack, under `/cnb/buildpacks/`. */
export interface BuildpackFile {
  /** Relative: `sluice_python/0.1.0/bin/build`. */
  readonly path: string;
  readonly executable: boolean;
  readonly text: string;
}

/** All languages, compiled to standard buildpacks. */
export interface CompiledBuildpacks {
  readonly files: readonly BuildpackFile[];
  /** SHA-256 over all files, hex: names the builder in the provenance labels. */
  readonly digest: string;
  readonly packs: readonly { readonly id: string; readonly version: string; readonly language: string }[];
}
