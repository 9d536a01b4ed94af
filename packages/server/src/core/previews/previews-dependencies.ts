import type { Build, BuildId, ProcessStatus, RunName } from "@sluice/contract";
import type { z } from "zod";
import type { Redaction } from "../logs/redaction.ts";
import type { Clock } from "../ports/clock.ts";
import type { Control } from "../ports/control.ts";
import type { KeptLogs } from "../ports/kept-logs.ts";
import type { PauseStore } from "../ports/pause-store.ts";
import type { PreviewStore } from "../ports/preview-store.ts";
import type { Runtime } from "../ports/runtime.ts";
import type { AccessStore, BuildStore } from "../ports/store.ts";
import type { ReleaseDependencies } from "../releases/make-release.ts";
import type { PreviewTimes } from "./time-to-live.ts";

export interface PreviewsDependencies {
  readonly store: PreviewStore &
    ReleaseDependencies["store"] &
    Pick<PauseStore, "pause"> &
    Pick<AccessStore, "audit"> &
    Pick<BuildStore, "openBuilds">;
  readonly control: Control;
  readonly clock: Clock;
  readonly kept: Pick<KeptLogs, "remove">;
  readonly runtime: Pick<Runtime, "list">;
  readonly redaction: Redaction;
  readonly times: PreviewTimes;
  readonly urlOf: (run: RunName) => string;
  readonly cancelBuild: (id: BuildId) => Promise<Build>;
  readonly processStatus: (run: RunName) => Promise<readonly z.infer<typeof ProcessStatus>[]>;
  /** What the reconciler said of it last. */
  readonly condition: (run: RunName) => { readonly state: string; readonly reason: string } | null;
}
