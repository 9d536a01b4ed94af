import type { UserName } from "@sluice/contract";

/** A ref that a push wants to move. All zeros: it does not exist (`from`) or shall be removed (`to`). */
export interface RefUpdate {
  readonly ref: string;
  readonly from: string;
  readonly to: string;
}

export type RefResult = { readonly ref: string; readonly ok: true } | { readonly ref: string; readonly ok: false; readonly reason: string };

/**
 * Decides over a push after its objects have arrived. Each line said is shown to the pusher at once. `options` are what
 * the pusher gave with `git push -o`, where the server takes any.
 */
export type Receive = (
  updates: readonly RefUpdate[],
  say: (line: string) => void,
  options: readonly string[],
) => Promise<readonly RefResult[]>;

/** One request of git's smart HTTP protocol (gitprotocol-http). */
export interface GitRequest {
  /** Its directory below the server's root: `foo.git`. */
  readonly repository: string;
  readonly service: "git-upload-pack" | "git-receive-pack";
  /** `GET info/refs` instead of the service itself. */
  readonly advertise: boolean;
  readonly user: UserName;
  readonly address: string;
  readonly contentType: string;
  readonly contentEncoding: string;
  /** The header Git-Protocol. */
  readonly protocol: string;
  readonly body: NodeJS.ReadableStream | null;
}

export interface GitAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: NodeJS.ReadableStream;
  /** Resolves when git has ended, which may be after the reader of a push has gone. */
  readonly ended: Promise<void>;
}

/** Git's own server side of a fetch or a push. Once a push has been handed to `receive`, a reader that goes away does not end it. */
export interface GitServer {
  serve(request: GitRequest, receive: Receive): Promise<GitAnswer>;
}
