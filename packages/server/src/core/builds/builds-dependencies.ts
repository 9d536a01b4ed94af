import type { BuildId, Digest, Fault, LicenceFinding, Pause, Release, ReleaseNumber, StepTime, ToolName } from "@sluice/contract";
import type { DockerfilePolicy } from "../dockerfiles/plan-dockerfile.ts";
import type { LanguageSet } from "../languages/own-languages.ts";
import type { RunPlan } from "../languages/build-plan.ts";
import type { ArtifactDependencies } from "./keep-artifacts.ts";
import type { BuildLimits, Engine } from "../ports/engine.ts";
import type { Logs } from "../ports/logs.ts";
import type { PushStore } from "../ports/push-store.ts";
import type { Registry } from "../ports/registry.ts";
import type { Sources } from "../ports/sources.ts";
import type { WholeCommit } from "../sources/whole-commit.ts";
import type { BaseImage } from "../signatures/statement.ts";
import type { ScanVerdict } from "../vulnerabilities/judge-scan.ts";
import type { ImageUse } from "../pruning/use-image.ts";
import type { BuildRow, BuildStore, ReleaseStore } from "../ports/store.ts";

/** What a build leads to; the releases part gives it. */
export interface Deploy {
  /** Gets an image near that is to run in a moment. Its failure is met again, and told, by the deployment. */
  prepare(image: string): void;
  /** Makes the release of a build and commits it to the control repository. Idempotent for each build. */
  release(build: BuildRow, image: { repository: string; digest: Digest }, run: RunPlan): Promise<Release>;
  /** Keeps the release of a build back while the tool is paused; null when it is not. */
  hold(build: BuildRow, image: { repository: string; digest: Digest }, run: RunPlan): Promise<Pause | null>;
  /** Resolves when the reconciler has its last word on a release. */
  settled(tool: ToolName, release: ReleaseNumber, signal: AbortSignal): Promise<"live" | "failed">;
  /** Commits the pins before back, because somebody cancelled. */
  withdraw(tool: ToolName, release: ReleaseNumber): Promise<void>;
  /** The release that a build has begun could not be committed: it has failed by our fault. */
  gaveUp(build: BuildRow, reason: string): Promise<void>;
  /** Why a release failed, and whose fault it was. */
  failure(tool: ToolName, release: ReleaseNumber): Promise<{ readonly reason: string; readonly fault: Fault }>;
}

export interface BuildsDependencies extends ArtifactDependencies {
  readonly store: BuildStore & Pick<PushStore, "completedPush" | "pushMoved"> & Pick<ReleaseStore, "liveRelease">;
  readonly registry: Pick<Registry, "resolve">;
  readonly images: Pick<ImageUse, "isGoing">;
  readonly engine: Engine;
  readonly sources: Sources;
  readonly logs: Logs;
  /** The languages that a tool is built with now. */
  readonly languages: (tool: ToolName) => Promise<LanguageSet>;
  /** Whether they may be built by Dockerfiles, and on what. */
  readonly dockerfiles: DockerfilePolicy;
  readonly deploy: Deploy;
  /** What is built of a commit: itself, or with its submodules' files. Throws when the signal ends it. */
  readonly whole: (build: Pick<BuildRow, "source" | "commit" | "pipeline">, signal: AbortSignal) => Promise<WholeCommit>;
  /** The licence of what is built, a folder of a commit; null when nobody asks for it. */
  readonly licence: (build: BuildRow, folder: string) => Promise<LicenceFinding | null>;
  /** What of a tool's settings is marked for the build. */
  readonly buildSettings: (tool: ToolName) => Promise<Readonly<Record<string, string>>>;
  /** What is known of an image's packages before it is released; null when nobody asks. Throws when the signal ends it. */
  readonly scanned: (build: BuildRow, image: Digest, signal: AbortSignal) => Promise<ScanVerdict | null>;
  /** Why nothing may be built for a tool, or not this commit, and what to do; null when it may. */
  readonly refused: (build: BuildRow) => Promise<{ readonly reason: string; readonly todo: readonly string[] } | null>;
  /** Says of an image how it was made, beside it in the registry. May be repeated. */
  readonly sign: (
    build: BuildRow,
    image: { readonly repository: string; readonly digest: Digest; readonly bases?: readonly BaseImage[] },
  ) => Promise<void>;
  /** Told of each image when its build has ended. */
  readonly built?: (build: BuildRow, image: Digest) => void;
  readonly url: (tool: ToolName) => string;
  readonly limits: BuildLimits;
  /** How long a build whose side of ours fails is tried again. */
  readonly patienceMs: number;
  /** Why no build may begin now, as a sentence; null when one may. */
  readonly held: () => Promise<string | null>;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** How one build ended, before it is written down. */
export type Ending =
  /** `release` is null when it is kept back. */
  | { readonly kind: "succeeded"; readonly release: ReleaseNumber | null; readonly image: Digest; readonly steps: readonly StepTime[] }
  | { readonly kind: "failed"; readonly fault: Fault; readonly reason: string; readonly steps: readonly StepTime[]; readonly made?: Made }
  | { readonly kind: "cancelled"; readonly steps: readonly StepTime[]; readonly made?: Made };

/** What a build has made although it did not end well; no release, when its image may not be one. */
export interface Made {
  readonly image: Digest;
  readonly release: ReleaseNumber | null;
}

/** The build went to another server: nothing more may be written. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
  constructor(build: BuildId) {
    super(`the lease on build ${build} ended`);
  }
}
