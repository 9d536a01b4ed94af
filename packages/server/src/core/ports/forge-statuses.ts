import type { CommitHash, StatusForge, StatusState } from "@sluice/contract";

/** A repository in a forge's API, and what lets us in. */
export interface ForgeAccess {
  readonly forge: StatusForge;
  /** As sources have it. */
  readonly url: string;
  /** Where the API answers; null: at the repository's host. */
  readonly api: string | null;
  readonly token: string;
  /** Whose the token is, where the forge asks; else null. */
  readonly account: string | null;
  /** What is voted with in a review; null: nothing. */
  readonly label: string | null;
}

export interface ForgeStatus {
  readonly commit: CommitHash;
  readonly state: StatusState;
  /** Told apart from those of others by it; the next one of the same name takes its place. */
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** Where one reads more. */
  readonly link: string;
}

/**
 * `lacks`: what it was taken without, a sentence. `away`: its host does not answer now, or asks to wait; else somebody must
 * do something. `why` is a sentence without a token.
 */
export type ForgeAnswer =
  | { readonly kind: "taken"; readonly lacks?: string }
  | { readonly kind: "refused"; readonly away: boolean; readonly why: string };

/** Tells forges what became of commits. Only addresses that sources may be at are ever connected to. */
export interface ForgeStatuses {
  /** Whether the repository is there for this token. */
  look(at: ForgeAccess): Promise<ForgeAnswer>;
  /** `again`: it may have been told already, which is asked first where telling twice would show. */
  tell(at: ForgeAccess, status: ForgeStatus, again: boolean): Promise<ForgeAnswer>;
}
