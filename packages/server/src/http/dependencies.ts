import type { Build, BuildId, Check, Drift, KeyStatus, Release, ToolName, ToolStatus, UserName } from "@sluice/contract";
import type { SignInLimit } from "../core/access/sign-in-limit.ts";
import type { ArtifactFiles } from "../core/ports/artifact-files.ts";
import type { Clock, Random } from "../core/ports/clock.ts";
import type { Engine } from "../core/ports/engine.ts";
import type { KeptLogs } from "../core/ports/kept-logs.ts";
import type { JobsApi } from "../core/jobs/jobs-api.ts";
import type { DockerfilePolicy } from "../core/dockerfiles/plan-dockerfile.ts";
import type { ChangeLanguages } from "../core/languages/change-languages.ts";
import type { Pruner } from "../core/pruning/pruner.ts";
import type { Logs } from "../core/ports/logs.ts";
import type { Refresh } from "../core/packages/refresh.ts";
import type { RebasesApi } from "../core/rebases/rebases-api.ts";
import type { ScanWork } from "../core/vulnerabilities/scan-work.ts";
import type { Signatures } from "../core/signatures/signatures-api.ts";
import type { SbomWork } from "../core/sboms/sbom-work.ts";
import type { LicenceRules } from "../core/licences/check-licence.ts";
import type { PreviewActions } from "../core/previews/preview-actions.ts";
import type { ReleaseActions } from "../core/releases/release-actions.ts";
import type { Runtime } from "../core/ports/runtime.ts";
import type { BranchCopies, Sources } from "../core/ports/sources.ts";
import type { HookActions } from "../core/sources/hooks/hook-actions.ts";
import type { StatusActions } from "../core/sources/statuses/status-actions.ts";
import type { SourceActions } from "../core/sources/source-actions.ts";
import type { Store } from "../core/ports/store.ts";
import type { SettingsDependencies } from "../core/settings/change-settings.ts";
import type { PlatformFileDependencies } from "../core/settings/platform-files.ts";
import type { KeyDependencies } from "../core/settings/rotate-keys.ts";
import type { ControlDependencies } from "./control-dependencies.ts";
import type { GitRoutesOptions } from "./git/git-routes.ts";
import type { HookRoutesOptions } from "./hooks/hook-routes.ts";
import type { Slots } from "./git/slots.ts";

/** What is done to a tool's processes; each makes a release. */
export interface ProcessActions {
  readonly scale: (tool: ToolName, replicas: Readonly<Record<string, number>>, by: UserName) => Promise<Release | null>;
  readonly restart: (tool: ToolName, process: string | null, by: UserName) => Promise<Release>;
}

export interface HttpDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly signIns: SignInLimit;
  readonly logs: Logs;
  readonly kept: KeptLogs;
  readonly artifacts: Pick<ArtifactFiles, "list" | "open" | "removeAll">;
  readonly sources: Sources & BranchCopies;
  readonly urlOf: (tool: ToolName) => string;
  readonly gitUrlOf: (tool: ToolName) => string;
  readonly status: (tool: ToolName) => Promise<ToolStatus>;
  readonly doctor: () => Promise<readonly Check[]>;
  /** Parts without which nothing works; one `fail` makes the server not ready. */
  readonly ready: () => Promise<readonly Check[]>;
  readonly cancelBuild: (id: BuildId) => Promise<Build>;
  readonly removeRelease: (tool: ToolName, user: UserName) => Promise<void>;
  /** Where what runs differs from the control repository: of one tool, or of all. */
  readonly drift: (tool: ToolName | null) => Promise<Drift>;
  readonly releaseBranches: readonly string[];
  /** The figures of `/metrics`, in the Prometheus text format. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  readonly settings: SettingsDependencies &
    PlatformFileDependencies &
    KeyDependencies & { readonly rotate: () => Promise<readonly KeyStatus[]> };
  readonly jobs: JobsApi;
  /** Ends early, without an error, by the signal. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly releases: ReleaseActions;
  readonly bases: Pick<Refresh, "begin" | "status">;
  readonly rebases: RebasesApi;
  readonly licences: LicenceRules;
  /** Null without a scanner. */
  readonly scans: Pick<ScanWork, "of"> | null;
  readonly sboms: Pick<SbomWork, "of">;
  readonly signatures: Pick<Signatures, "policy" | "publicKey" | "said">;
  readonly previews: PreviewActions;
  /** Addresses and networks of proxies in front, comma-separated: what they say of the caller's address is believed. */
  readonly trustedProxies: string;
  readonly source: SourceActions;
  readonly hooks: HookActions;
  readonly statuses: StatusActions;
  readonly webhooks: HookRoutesOptions;
  readonly control: ControlDependencies;
  readonly languages: ChangeLanguages;
  readonly dockerfiles: DockerfilePolicy;
  readonly processes: ProcessActions;
  readonly pruner: Pick<Pruner, "show" | "run" | "removeImagesOf">;
  readonly engine: Pick<Engine, "forget">;
  /** Programs that run over sockets, so many at the same time. */
  readonly exec: { readonly runtime: Pick<Runtime, "list" | "exec">; readonly slots: Slots };
  readonly git: Omit<GitRoutesOptions, "access">;
  /** Says what failed on our side, with the correlation id that the caller got. */
  readonly onProblem: (what: string, error: unknown) => void;
}
