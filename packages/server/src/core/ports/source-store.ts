import type { BuildId, CommitHash, Moment, Source, ToolName, UserName } from "@sluice/contract";
import type { SealedText } from "./settings-store.ts";

export interface SourceRow extends Source {
  /** Looks in a row that could not read it. */
  readonly failures: number;
  /** When another commit was found last; null: never since it was set. */
  readonly changed: string | null;
  /** How often a webhook said that there is something: a look that began before does not say when the next one is. */
  readonly wakes: number;
}

/** What a look found. `commit` and `build` stay as they were when they are not given. */
export interface NotedLook {
  readonly at: string;
  readonly found?: { readonly commit: CommitHash; readonly build: BuildId | null };
  readonly problem: string | null;
  readonly failures: number;
  readonly next: string;
}

/** What lets into a tool's source, sealed: a token with the name it is sent with, or a deploy key with its public half. */
export type SealedAccess = SealedText &
  ({ readonly kind: "token"; readonly user: string } | { readonly kind: "key"; readonly publicKey: string });

/** A host of a tool's source, and the key by which it is known. */
export interface KnownHost {
  /** `HOST` or `HOST:PORT`. */
  readonly host: string;
  readonly key: string;
  readonly seen: Moment;
}

/** The repositories elsewhere that tools are built from, at most one each. */
export interface SourceStore {
  /**
   * Sets it with what lets into it (null: nothing is needed), due at once; what was found at another one before is forgotten,
   * and so is the token for the statuses of another.
   */
  putSource(
    source: {
      readonly tool: ToolName;
      readonly url: string;
      readonly branch: string;
      readonly by: UserName;
      readonly previews?: Source["previews"];
      readonly events?: Source["events"];
    },
    at: string,
    access?: SealedAccess | null,
  ): Promise<void>;
  sourceAccess(tool: ToolName): Promise<SealedAccess | null>;
  /** The hosts that the tool's source was at since it was set first, by name. */
  knownHosts(tool: ToolName): Promise<readonly KnownHost[]>;
  /** Keeps the key by which a host is known from now on; one that is kept already stays. */
  knowHost(tool: ToolName, host: KnownHost): Promise<void>;
  forgetHosts(tool: ToolName): Promise<void>;
  source(tool: ToolName): Promise<SourceRow | null>;
  /** With what let into it, the hosts that are known, and the token for statuses. False when it has none. */
  removeSource(tool: ToolName): Promise<boolean>;
  /** Those whose look is due, longest due first. */
  dueSources(now: Moment, atMost: number): Promise<readonly SourceRow[]>;
  /** Those whose events are followed, in the order in which they were set. */
  streamSources(): Promise<readonly SourceRow[]>;
  /** Makes them due now: something said that there may be something. */
  wakeSources(tools: readonly ToolName[], at: Moment): Promise<void>;
  /** Looks later, when nothing else has said when since the row was read. */
  putOffLook(of: SourceRow, next: string): Promise<void>;
  /** False when it was set to something else meanwhile, or removed: nothing is written then. */
  noteLook(of: SourceRow, look: NotedLook): Promise<boolean>;
}
