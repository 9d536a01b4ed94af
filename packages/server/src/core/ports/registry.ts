import type { Digest, Moment, ToolName } from "@sluice/contract";

/** A manifest as the registry keeps it. */
export interface StoredImage {
  /** Without host: a tool's name, or `sluice/run-packages`. */
  readonly repository: string;
  readonly digest: Digest;
  readonly tags: readonly string[];
  /** When it was last written. */
  readonly pushed: Moment;
  /** Manifests that this one, an index, names. */
  readonly parts: readonly Digest[];
  /** It is no image: it was attached to one, as signatures are. */
  readonly isAttached: boolean;
  /** Itself, its configuration and its layers, with their sizes in bytes. */
  readonly blobs: ReadonlyMap<string, number>;
}

/** What pruning needs of a registry whose storage is ours. */
export interface RegistryStorage {
  /** All manifests, of all repositories or of one, one after the other; what cannot be read is left out, and so never deleted. */
  images(repository?: string): AsyncIterable<StoredImage>;
  /** A manifest that is not there is deleted already. Its room is freed by collect(). */
  deleteDigest(repository: string, digest: Digest): Promise<void>;
  /** Frees what no manifest names, in bytes. Nothing is written meanwhile; images are read as ever. Cut off, it may be done again. */
  collect(): Promise<number>;
}

/** Where images are stored. One repository for each tool, named after it. */
export interface Registry {
  /** `host:port`, as image names carry it. */
  readonly host: string;
  /**
   * A credential for one tool's repository, good for minutes: a value for CNB_REGISTRY_AUTH's host entry ("Bearer …").
   * `alsoRead` names more repositories that it may only pull from: the run image's, for the exporter.
   */
  credential(tool: ToolName, rights: "read" | "write", alsoRead?: readonly string[]): Promise<string>;
  /** Digest that a tag points to, or that of a digest which is there; else null. */
  resolve(repository: string, tag: string): Promise<Digest | null>;
  /** Bytes that a repository's manifests name, shared layers counted once. */
  usage(repository: string): Promise<number>;
  /**
   * Gives one tool the image of another under the same digest, without sending a layer. The copy has the tag
   * `promoted-<12 hex digits>`. Does nothing when it is there; `not-found` when `from` has no such image.
   */
  copy(from: ToolName, to: ToolName, digest: Digest): Promise<void>;
  deleteDigest(repository: string, digest: Digest): Promise<void>;
  /** Whoever writes images does so in here: nothing that it relies on is freed meanwhile. */
  writing<T>(work: () => Promise<T>): Promise<T>;
}
