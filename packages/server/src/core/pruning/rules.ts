/** How long and how much is kept. */
export interface PruneRules {
  /** Different images of a tool that were ever live and may be gone back to. */
  readonly releases: number;
  /** How long something stays that nothing needs any more. */
  readonly graceMs: number;
  readonly builds: number;
  readonly buildsMs: number;
  readonly cachesMs: number;
  /** How long a package set stays that no image stands on and no build uses. */
  readonly setsMs: number;
}

/** A use that was said and never came to a name: its server was killed. No release takes so long to be committed. */
export const longestUseMs = 3600_000;

/** Caches that the next build makes again go after a day when the disk has little room. */
export const pressedCachesMs = 24 * 3600_000;
