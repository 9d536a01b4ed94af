import type { Check, DifferenceKind, Severity } from "@sluice/contract";

/** What monitoring is told of pruning. */
export interface PruningFigures {
  /** Seconds since 1970 of the last one that ended well; 0: none did. */
  readonly last: number;
  /** Over the life of the installation, bytes. */
  readonly freed: number;
}

/** What an admin's monitoring is told. Counts of the whole installation; no tool is named. */
export interface Figures {
  readonly tools: number;
  readonly previews: number;
  readonly builds: ReadonlyMap<string, number>;
  readonly releases: ReadonlyMap<string, number>;
  /** The reconciler's last words, by state. */
  readonly conditions: ReadonlyMap<string, number>;
  readonly drift: ReadonlyMap<DifferenceKind, number>;
  /** Tools whose source has commits that are not deployed. */
  readonly stale: number;
  /** Seconds since each base that is in use was last made from its source. */
  readonly bases: ReadonlyMap<string, number>;
  /** Tools of the newest rebase of all, by state. */
  readonly rebase: ReadonlyMap<string, number>;
  /** Vulnerable packages in the live images of all tools, by severity. */
  readonly vulnerabilities: ReadonlyMap<Severity, number>;
  readonly parts: readonly Check[];
  readonly pruning: PruningFigures;
}

/** Writes figures in a monitoring system's format. */
export interface Metrics {
  text(figures: Figures): Promise<{ readonly type: string; readonly text: string }>;
}
