import type { ToolName } from "@sluice/contract";
import type { Base } from "../../core/languages/build-plan.ts";
import type { BakeTurns } from "../../core/ports/package-store.ts";
import type { AptSource } from "./images/apt-sources.ts";
import type { BakeLimits } from "./images/bake.ts";
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
  /** What writes into the registry is done in here. */
  readonly writing: <T>(work: () => Promise<T>) => Promise<T>;
  /** A file of authorities that builds and processes trust, or null. */
  readonly certificates: string | null;
  /** An image to pull as a base, `debian:13-slim`, or a tar's path; null: made from Debian's packages. */
  readonly baseSource: (base: Base) => string | null;
  /** Repositories of packages beside Debian's own. */
  readonly repositories: readonly AptSource[];
  /** Lets one bake of a set go on at a time, over all servers. */
  readonly turns: BakeTurns;
  readonly bakeLimits: BakeLimits;
  /** Ends the making of images. */
  readonly stop: AbortSignal;
  /** Build containers that wait for their tool's next build, over all tools; 0: none is made ahead. */
  readonly standby: number;
  readonly clock: Clock;
  /** What is done once and takes long: making and fetching images. */
  readonly progress: (text: string) => void;
  /** What went wrong after an outcome was given: tidying up. */
  readonly warn: (text: string) => void;
}
