import type { SourceAccess } from "./remote-sources.ts";

/** What is heard of a stream of events while it is followed. */
export interface HeardEvents {
  /** The other side has let us in; with its key when it was seen for the first time. */
  begun(hostKey: string | null): void;
  /** One event, a line. */
  line(text: string): void;
  /** A line was too long and is left out: what it said is not known. */
  lost(): void;
}

/** Follows what forges say over ssh. Only addresses that sources may be at are ever connected to. */
export interface EventStreams {
  /**
   * Runs `gerrit stream-events` at the host of a source over ssh, until it ends, or `stop`. Gives why it ended, a sentence
   * without the address.
   */
  follow(
    at: { readonly url: string; readonly access: Extract<SourceAccess, { kind: "key" }> },
    heard: HeardEvents,
    stop: AbortSignal,
  ): Promise<string>;
}
