import type { Digest, Moment } from "@sluice/contract";

/**
 * `unnamed`: nothing has named it since `at`. `used`: somebody is about to name it. `going`: it is being deleted, and
 * whoever wants it must take it as gone.
 */
export interface ImageMark {
  readonly digest: Digest;
  readonly state: "unnamed" | "used" | "going";
  readonly at: Moment;
}

/**
 * What keeps pruning and those who begin to use an image apart. Each change is one statement, so that of a use and a
 * removal that meet exactly one succeeds. `holder` is the installation whose registry has the image.
 */
export interface ImageMarkStore {
  imageMarks(holder: string): Promise<readonly ImageMark[]>;
  /** Marks as unnamed from `at` on; marks that are there stay as they are. */
  markUnnamed(holder: string, digests: readonly Digest[], at: string): Promise<void>;
  /** Takes `unnamed` marks away. */
  unmarkImages(holder: string, digests: readonly Digest[]): Promise<void>;
  /** Says that a name of this image is about to be written; false when it is going. A use ends by itself: see endUses. */
  useImage(holder: string, digest: Digest, at: string): Promise<boolean>;
  isGoing(holder: string, digest: Digest): Promise<boolean>;
  /** Forgets uses that began before a moment. */
  endUses(holder: string, before: string): Promise<void>;
  /** Those of them that have been `unnamed` since `before` or longer become `going`, and are returned. */
  beginRemoval(holder: string, digests: readonly Digest[], before: string, at: string): Promise<readonly Digest[]>;
  /** Forgets `going` marks: the images are deleted, or were found to be named after all. */
  endRemoval(holder: string, digests: readonly Digest[]): Promise<void>;
}
