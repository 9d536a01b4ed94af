import type { BuildLimits } from "../../../core/ports/engine.ts";
import { diskUse } from "../build-directory.ts";

/** What a build may have too much of, with a sentence for its maintainer. */
export interface LimitHit {
  readonly reason: string;
}

export interface LimitWatch {
  /** Null while no limit was hit. */
  hit(): LimitHit | null;
  stop(): void;
}

/**
 * Watches the time and the disk of a build and calls `onHit` once when one is used up. The disk is looked at again
 * a second after the last look, so a large tree does not keep the server busy.
 */
export function watchLimits(limits: BuildLimits, directories: readonly string[], onHit: () => void, whose = "the build"): LimitWatch {
  let hit: LimitHit | null = null;
  let stopped = false;
  let next: NodeJS.Timeout | undefined;
  const record = (reason: string): void => {
    if (hit || stopped) return;
    hit = { reason };
    onHit();
  };
  const look = async (): Promise<void> => {
    const sizes = await Promise.all(directories.map(diskUse));
    const used = sizes.reduce((sum, size) => sum + size, 0);
    if (used > limits.diskMiB * 1024 * 1024) record(`out of disk space: ${whose} may use ${limits.diskMiB} MiB`);
    else if (!stopped) next = setTimeout(lookAgain, 1000);
  };
  const lookAgain = (): void => void look().catch(() => record(`the disk use of ${whose} could not be read`));
  next = setTimeout(lookAgain, 1000);
  const deadline = setTimeout(() => record(`out of time: ${whose} may take ${limits.seconds} s`), limits.seconds * 1000);
  return {
    hit: () => hit,
    stop() {
      stopped = true;
      clearTimeout(next);
      clearTimeout(deadline);
    },
  };
}
