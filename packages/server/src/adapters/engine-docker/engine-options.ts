import type { ToolName } from "@sluice/contract";
import type { Base, BuildPlan } from "../../core/languages/build-plan.ts";
import type { CompiledBuildpacks } from "../../core/languages/builder.ts";
import type { Clock } from "../../core/ports/clock.ts";

export interface DockerEngineOptions {
  /** `unix:///path` or `tcp://host:port` of an engine on this machine. */
  readonly dockerHost: string;
  readonly installation: string;
  /** The data directory. */
  readonly directory: string;
  /** The cache directory: `bin/lifecycle`, `bin/launcher`, `images/`. */
  readonly cache: string;
  /** The network that build containers join. */
  readonly network: string;
  /** `host:port` of the registry, as image names carry it. */
  readonly registryHost: string;
  /** `Bearer …` or `Basic …` for a tool's repository, which also reads the run images; empty for an open registry. */
  readonly credential: (tool: ToolName, rights: "read" | "write") => Promise<string>;
  /** X-Registry-Auth of a push of run images: `{ registrytoken }`. */
  readonly pushAuth: () => Promise<Readonly<Record<string, string>>>;
  readonly buildpacks: () => {
    readonly buildpacks: CompiledBuildpacks;
    readonly order: (plan: BuildPlan) => string;
  };
  /** A file of authorities that builds and processes trust, or null. */
  readonly certificates: string | null;
  /** An image to pull as a base, `debian:13-slim`; null: made from Debian's packages. */
  readonly baseSource: (base: Base) => string | null;
  readonly clock: Clock;
  /** Aborted when the server stops: images that are being made are left. */
  readonly stopping: AbortSignal;
  /** What is done once and takes long: making and fetching images. */
  readonly progress: (text: string) => void;
  /** What went wrong after an outcome was given: tidying up. */
  readonly warn: (text: string) => void;
}
