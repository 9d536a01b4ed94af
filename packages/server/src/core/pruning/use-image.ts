import type { Digest } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { ImageMarkStore } from "../ports/image-mark-store.ts";

/** What keeps pruning away from an image that is about to get a name. */
export interface ImageUse {
  /**
   * To be called before an image gets a name that it may not have had: a rollback, a promotion, a commit by hand. From
   * then on pruning leaves it alone; whether it is still there is to be looked at after that. False: it is being deleted.
   */
  use(digest: Digest): Promise<boolean>;
  /** To be asked after an image got its name. True: it is being deleted all the same, and is to be made again. */
  isGoing(digest: Digest): Promise<boolean>;
}

interface Dependencies {
  readonly store: Pick<ImageMarkStore, "useImage" | "isGoing">;
  readonly clock: Pick<Clock, "now">;
  readonly installation: string;
}

export function imageUse({ store, clock, installation }: Dependencies): ImageUse {
  return {
    use: (digest) => store.useImage(installation, digest, clock.now()),
    isGoing: (digest) => store.isGoing(installation, digest),
  };
}
