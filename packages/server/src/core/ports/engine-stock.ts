import type { Digest, Moment } from "@sluice/contract";

/** A tool's image that was brought near to run. */
export interface EngineImage {
  readonly digest: Digest;
  /** As releases name it: `host:port/foo@sha256:…`. */
  readonly name: string;
  /** What its removal frees. */
  readonly bytes: number;
}

/** What builds of one tool keep between them. */
export interface BuildCache {
  /** A tool's name; anything else is what a removal left that was cut off. */
  readonly tool: string;
  /** When it was last written to, at least. */
  readonly used: Moment;
}

/** What builds stand on, and no tool's. */
export interface PlatformImage {
  /** `set`: of a package set. `base`: under sets. `former`: what one of them was before it was made again. */
  readonly kind: "set" | "base" | "former";
  /** The set's or the base's; of a former one as the engine names it. */
  readonly name: string;
  /** What its removal frees. */
  readonly bytes: number;
  readonly made: Moment;
  /** Whether there is a container of it. */
  readonly isUsed: boolean;
}

/** What the engine holds of this installation, and of no other. */
export interface EngineStock {
  images(): Promise<readonly EngineImage[]>;
  /** False when a container uses it, whoever made that: it stays then. Gone already is removed. */
  removeImage(name: string): Promise<boolean>;
  /** Bases and package sets that this installation uses or used. */
  platformImages(): Promise<readonly PlatformImage[]>;
  /**
   * Asks `mayGo` when nobody uses it, and when that says so removes it; whoever begins to use it meanwhile waits, and
   * makes it again. What another installation uses stays for that one. False: it is in use, or may not go.
   */
  removePlatformImage(image: Pick<PlatformImage, "kind" | "name">, mayGo: () => Promise<boolean>): Promise<boolean>;
  caches(): Promise<readonly BuildCache[]>;
  /** Bytes on the disk; takes a look at every file. */
  cacheBytes(tool: string): Promise<number>;
  /** False when a build of the tool runs, or its place is made already: it stays then. */
  removeCache(tool: string): Promise<boolean>;
}
