import type { BuildId, CommitHash, ToolName } from "@sluice/contract";
import type { BuildRow, NewBuild } from "./store.ts";

/** A push that several builds are made of: its ref moves when all of them have done well. */
export interface NewPush {
  /** Whose repository it came to. */
  readonly tool: ToolName;
  /** `refs/heads/main`, `refs/tags/v1`. */
  readonly ref: string;
  /** What the ref shall point to: a commit, or an annotated tag. */
  readonly to: string;
}

export interface PushRow extends NewPush {
  readonly id: number;
}

export interface Enqueued {
  readonly build: BuildRow;
  /** False: an open build of the same commit that is of this push from now on. */
  readonly isNew: boolean;
  readonly superseded: readonly BuildId[];
}

export interface PushStore {
  /** Puts all builds of a push into the queue, in the order given, or none of them: one transaction. */
  enqueuePush(push: NewPush, builds: readonly NewBuild[], at: string): Promise<readonly Enqueued[]>;
  /** Writes down that a ref has moved to where a push of no build wanted it. */
  recordMove(push: NewPush): Promise<void>;
  push(id: number): Promise<PushRow | null>;
  /** A push whose builds are all done, unless a newer one of its ref has moved that already; null when it may not move. */
  completedPush(id: number): Promise<PushRow | null>;
  /** Writes down that the ref has moved: older pushes of it move it no more. */
  pushMoved(id: number): Promise<void>;
  /** All builds of a push that are not of a newer one. */
  buildsOfPush(id: number): Promise<readonly BuildRow[]>;
  /** The newest build of a pipeline that made an image and did well, of this commit when one is given. */
  lastBuilt(
    tool: ToolName,
    of: { readonly source: ToolName; readonly pipeline: string; readonly commit: CommitHash | null },
  ): Promise<BuildRow | null>;
  /** The tool whose repository has a commit that a tool was built from; null when no build of it is known. */
  sourceOf(tool: ToolName, commit: CommitHash): Promise<ToolName | null>;
  /** Queued and running builds of other tools that are made from a tool's repository. */
  openBuildsFrom(source: ToolName): Promise<readonly BuildRow[]>;
}
