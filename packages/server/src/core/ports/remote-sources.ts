import type { CommitHash, ToolName } from "@sluice/contract";
import type { Secret } from "../settings/secret.ts";

/** What lets into a private repository: a token for https, a deploy key for ssh. */
export type SourceAccess =
  | { readonly kind: "token"; readonly user: string; readonly token: Secret }
  | {
      readonly kind: "key";
      /** The 32 bytes of an Ed25519 key (RFC 8032), in hex. */
      readonly seed: Secret;
      /** The only key by which the host is known, as known_hosts has it without names: `ssh-ed25519 AAAA…`; null: not seen yet. */
      readonly hostKey: string | null;
    };

/** A branch of a repository elsewhere. */
export interface RemoteBranch {
  readonly url: string;
  readonly branch: string;
  /** Null: anybody may read it. */
  readonly access: SourceAccess | null;
}

/**
 * Why nothing could be read. `away`: its host does not answer now, which may pass by itself; else somebody must do
 * something. `why` is a sentence without the URL.
 */
export interface Unread {
  readonly kind: "unread";
  readonly away: boolean;
  readonly why: string;
  /** Its host does not let our key in: somebody must enter it there. */
  readonly locked?: true;
}

/** With the key of a host that was seen for the first time, whether it let us in or not. */
export type Looked = { readonly hostKey?: string } & (
  | { readonly kind: "found"; readonly commit: CommitHash }
  /** The repository answers and has no such branch; others that it has. */
  | { readonly kind: "no-branch"; readonly others: readonly string[] }
  | Unread
);

/** Repositories on other hosts. Only addresses that sources may be at are ever connected to. */
export interface RemoteSources {
  /** What the branch points to now. */
  look(at: RemoteBranch): Promise<Looked>;
  /** Brings the branch (or another ref, given in full) with its history into the tool's repository, or nothing of it. One at a time for each tool. */
  fetch(
    tool: ToolName,
    at: RemoteBranch & { readonly ref?: string },
  ): Promise<{ readonly kind: "fetched"; readonly commit: CommitHash } | Unread>;
}
