import type { Digest, ToolName } from "@sluice/contract";

/** What an image says of the run image under it. */
export interface StandsOn {
  /** Name of its package set. */
  readonly set: string;
  readonly runImage: Digest;
}

/** Moves images onto other run images, without a build. */
export interface Rebaser {
  /** Null when the image is not here, or does not stand on a run image of ours. `image`: repository and digest. */
  standsOn(image: string): Promise<StandsOn | null>;
  /** Whether a Dockerfile says what the image stands on: it has a base of its own. */
  hasOwnBase(image: string): Promise<boolean>;
  /** The run image of a set as it is now, null when there is none any more. */
  newest(set: string): Promise<Digest | null>;
  /** Puts the image onto the newest run image of the set; returns the new image's name with its digest. May be repeated. */
  rebase(tool: ToolName, image: string, set: string): Promise<string>;
}
