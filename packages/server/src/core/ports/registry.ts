import type { Digest, ToolName } from "@sluice/contract";

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
}
