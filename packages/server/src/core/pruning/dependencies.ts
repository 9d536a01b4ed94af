import type { Digest } from "@sluice/contract";
import type { OfferedSet } from "../languages/offered-sets.ts";
import type { ArtifactFiles } from "../ports/artifact-files.ts";
import type { Clock } from "../ports/clock.ts";
import type { EngineStock } from "../ports/engine-stock.ts";
import type { ImageMarkStore } from "../ports/image-mark-store.ts";
import type { KeptLogs } from "../ports/kept-logs.ts";
import type { Logs } from "../ports/logs.ts";
import type { NamedImageStore } from "../ports/named-image-store.ts";
import type { RegistryStorage } from "../ports/registry.ts";
import type { PackageStore } from "../ports/package-store.ts";
import type { PreviewStore } from "../ports/preview-store.ts";
import type { ReleaseStore } from "../ports/store.ts";
import type { NameSource } from "./names.ts";
import type { PruneRules } from "./rules.ts";

export interface PruneDependencies {
  readonly store: ImageMarkStore &
    NamedImageStore &
    Pick<ReleaseStore, "value" | "putValue"> &
    Pick<PreviewStore, "previews"> &
    Pick<PackageStore, "packageSet" | "packageSets" | "forgetSet">;
  /** All that names images. */
  readonly sources: readonly NameSource[];
  readonly registry: RegistryStorage;
  /** Name of the package set under an image in the registry; null when it stands on none. */
  readonly setUnder: (repository: string, digest: Digest) => Promise<string | null>;
  /** Sets that are made ahead for first builds, and stay for them. */
  readonly ahead: () => readonly OfferedSet[];
  readonly engine: EngineStock;
  readonly logs: Pick<Logs, "stored" | "remove">;
  readonly artifacts: Pick<ArtifactFiles, "remove">;
  readonly kept: Pick<KeptLogs, "stored" | "remove">;
  readonly clock: Clock;
  readonly rules: PruneRules;
  /** Names this installation among several on one store. */
  readonly installation: string;
  /** Whether the disk has little room. */
  readonly pressed: () => Promise<boolean>;
}
