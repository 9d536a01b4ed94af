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
  /** Digest that a tag points to, or null. */
  resolve(repository: string, tag: string): Promise<Digest | null>;
  /** Bytes that a repository's manifests name, shared layers counted once. */
  usage(repository: string): Promise<number>;
  deleteDigest(repository: string, digest: Digest): Promise<void>;
}
