import type { DockerfilePlan } from "../dockerfiles/plan-dockerfile.ts";
import type { BaseName, Job, ManifestProcess, PromotionRule } from "@sluice/contract";

/** One base generation, `debian-13`. Base images and package sets are named by it. */
export type Base = BaseName;

/** A run image with hardly anything in it: for static programs, or with the C and C++ libraries that compiled ones load. */
export type SlimKind = "static" | "libc";

/** A sorted, duplicate-free list of Debian package names. */
export type PackageSet = readonly string[];

export interface PlannedLanguage {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** The file or rule that chose it, for the log: `requirements.txt`. */
  readonly because: string;
}

export interface PlannedProcess {
  readonly name: string;
  readonly command: string;
  readonly because: string;
}

export interface RunProcess extends PlannedProcess {
  /** How many copies run until somebody says a number: 0 for what a Procfile has beside `web`. */
  readonly copies: number;
  /** What the manifest says; what it does not say is left out. */
  readonly spec: Omit<ManifestProcess, "command">;
}

/** What the release of a build will run. */
export interface RunPlan {
  readonly processes: readonly RunProcess[];
  readonly jobs: Readonly<Record<string, Job>>;
  readonly releaseCommand: PlannedProcess | null;
  readonly promote: PromotionRule | null;
}

/** What a commit will be built with. Computed in milliseconds from file names and a few small files. */
export interface BuildPlan {
  /** The folder of the source that is built; empty: all of it. */
  readonly folder: string;
  readonly languages: readonly PlannedLanguage[];
  readonly base: Base;
  readonly packages: { readonly build: PackageSet; readonly run: PackageSet };
  /** Null: it runs on the base with the run packages; else there are none. */
  readonly slim: SlimKind | null;
  readonly processes: readonly PlannedProcess[];
  /** What the Procfile's `release` says. */
  readonly releaseCommand: PlannedProcess | null;
  /** What the buildpacks are told in their environment: versions, and languages that a person named. */
  readonly variables: Readonly<Record<string, string>>;
  /** Steps that will run or be reused, for the log. */
  readonly steps: readonly string[];
  readonly warnings: readonly string[];
  /** Null: it is built by languages; else by this, and base and packages are the builder's own. */
  readonly dockerfile: DockerfilePlan | null;
}

export type PlanResult =
  | { readonly kind: "planned"; readonly plan: BuildPlan }
  /** Nothing detects, or the wish cannot be met. `why` has one line for each language, then what to do. */
  | { readonly kind: "refused"; readonly reason: string; readonly why: readonly string[] };
