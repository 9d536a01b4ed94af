import type { Me, ToolName, UserName } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { Logs } from "../ports/logs.ts";
import type { Sources } from "../ports/sources.ts";
import type { EmbargoStore } from "../ports/embargo-store.ts";
import type { PushStore } from "../ports/push-store.ts";
import type { AccessStore, BuildStore, ReleaseStore } from "../ports/store.ts";
import type { PreviewWish, WishedPreview } from "../previews/wish-preview.ts";
import type { SourceLimits } from "./limits.ts";

/** Who pushes: what a token stands for. */
export type Principal = Me;

export interface PushOptions {
  /** Branches whose pushes deploy. */
  readonly releaseBranches: readonly string[];
  /** A push supersedes builds of the same pipeline that are still queued. */
  readonly latestWins: boolean;
  readonly limits: SourceLimits;
}

export interface PushDeps {
  readonly store: Pick<BuildStore, "enqueue" | "build" | "openBuilds"> &
    Pick<AccessStore, "audit"> &
    Pick<EmbargoStore, "embargo"> &
    Pick<ReleaseStore, "liveRelease"> &
    Pick<PushStore, "enqueuePush" | "recordMove" | "lastBuilt" | "buildsOfPush">;
  readonly logs: Pick<Logs, "append" | "complete" | "read">;
  readonly sources: Sources;
  readonly clock: Clock;
  /** Resolves after the time, or at once when the signal is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly options: PushOptions;
  /** Wakes who runs builds; called after each new build. */
  readonly wake: () => void;
  /** Makes a preview or takes a present one, before its build is queued. */
  readonly wishPreview: (wish: PreviewWish) => Promise<WishedPreview>;
  /** Why somebody may not deploy to another tool by a push to this one; null when they may. */
  readonly whyNotDeploy: (principal: Principal, tool: ToolName) => Promise<string | null>;
  /** The same in the name of somebody who has set a source. */
  readonly whyUserMayNotDeploy: (user: UserName, tool: ToolName) => Promise<string | null>;
  /** Called when a push begins, before anything of it is known. */
  readonly expect: (tool: ToolName) => void;
}
