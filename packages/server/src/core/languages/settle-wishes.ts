import type { Candidate } from "./choose-versions.ts";
import { versionOwner } from "./version-owner.ts";
import { lineSatisfies, nearestVersion } from "./version-range.ts";

/**
 * Replaces a wish that nothing offered satisfies by the nearest version of the same major one, and says so. A project's
 * file often pins what its author happened to have, and minor versions mostly differ in what is new in them; another
 * major version is another language, and stays refused. Packages that are pinned to before the newest version decide
 * which one it is, where the wish leaves that open.
 */
export function settleWishes(candidates: readonly Candidate[], warn: (text: string) => void): readonly Candidate[] {
  return candidates.map((candidate) => {
    const { language, wish } = candidate;
    if (!wish || !language.version) return candidate;
    const { ranges } = language.version;
    const offered = Object.keys(language.version.offered);
    const fits = offered.filter((line) => lineSatisfies(line, wish.range, ranges));
    const older = wish.older !== null && offered.includes(wish.older.version) ? wish.older : null;
    if (fits.length > 0) {
      if (older === null || fits.length === 1 || !fits.includes(older.version)) return candidate;
      warn(older.why);
      return { ...candidate, wish: { ...wish, range: older.version } };
    }
    const nearest = older?.version ?? nearestVersion(offered, wish.range);
    if (nearest === null || !isMinor(nearest, wish.range)) return candidate;
    const asks = `${wish.from} asks for ${versionOwner(language)} ${wish.range.slice(0, 60)}, which is not offered`;
    warn(
      older === null
        ? `${asks}: built with ${nearest}, the nearest. If it does not run, or to be told no more, write ${nearest} there.`
        : `${asks}. ${older.why}`,
    );
    return { ...candidate, wish: { ...wish, range: nearest } };
  });
}

/** Whether an offered line, `3.13`, differs from what a range names first in no more than a minor number. */
function isMinor(line: string, range: string): boolean {
  const major = /\d+/.exec(range)?.[0];
  return line.includes(".") && line.split(".")[0] === major;
}
