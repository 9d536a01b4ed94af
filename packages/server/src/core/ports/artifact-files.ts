import type { Artifact, BuildId, Moment, ToolName } from "@sluice/contract";

/** A file that tests left, before it is kept. */
export interface FoundArtifact {
  /** From the top of what was built; names without control characters. */
  readonly path: string;
  readonly bytes: number;
  /** Its content, at most `bytes` of it. */
  open(): AsyncIterable<Uint8Array>;
}

/** What is kept of one build. */
export interface StoredArtifacts {
  readonly tool: ToolName;
  readonly build: BuildId;
  readonly bytes: number;
  readonly at: Moment;
}

/** Files that tests left, by the build that ran them. A put is whole or not at all. */
export interface ArtifactFiles {
  /** Replaces what an earlier attempt of the same build left. Numbers follow the order given. */
  put(tool: ToolName, build: BuildId, at: Moment, found: readonly FoundArtifact[]): Promise<void>;
  /** Empty when nothing is kept. */
  list(tool: ToolName, build: BuildId): Promise<readonly Artifact[]>;
  /** The content of one; null when it is not there. */
  open(
    tool: ToolName,
    build: BuildId,
    number: number,
  ): Promise<{ readonly artifact: Artifact; readonly content: AsyncIterable<Uint8Array> } | null>;
  /** Of one tool, or of all (null), in no order. */
  stored(tool: ToolName | null): Promise<readonly StoredArtifacts[]>;
  remove(tool: ToolName, build: BuildId): Promise<void>;
  /** Of a tool that is being deleted. */
  removeAll(tool: ToolName): Promise<void>;
}
