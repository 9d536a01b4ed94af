import type { ForgeAccess, ForgeAnswer } from "./forge-statuses.ts";

/** A change that waits to be merged: Gerrit's change, GitLab's merge request, all others' pull request. */
export interface Review {
  readonly number: number;
  readonly title: string;
  /** Its newest commit, or the first 12 characters of it. */
  readonly head: string;
  /** The ref that points to it in the repository itself; null: there is none, as for what comes from forks of Bitbucket Cloud. */
  readonly ref: string | null;
  /** It comes from a branch of the repository: whoever made it may push there. */
  readonly own: boolean;
}

export type ListedReviews =
  | {
      readonly kind: "listed";
      /** Those that are open, newest first. */
      readonly reviews: readonly Review[];
      /** False when there are more. */
      readonly all: boolean;
      /** Read in several parts: one that was open all the time may be missing when another was closed meanwhile. */
      readonly parts: boolean;
    }
  | Extract<ForgeAnswer, { readonly kind: "refused" }>;

/** Asks forges for what is open. */
export interface ForgeReviews {
  reviews(at: ForgeAccess): Promise<ListedReviews>;
}
