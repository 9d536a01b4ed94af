import type { SaidLine } from "../ports/runtime.ts";

/** Counts the lines of each second and keeps at most so many of them; those that were left out are told as a number. */
export interface LineLimit {
  /** `now`: milliseconds that never go back. */
  admit(lines: readonly SaidLine[], now: number): readonly SaidLine[];
}

export function createLineLimit(perSecond: number): LineLimit {
  let second = 0;
  let used = 0;
  let left = 0;

  /** What the second before had too much of. */
  function notice(before: SaidLine): readonly SaidLine[] {
    if (left === 0) return [];
    const text = `${left} lines are not kept: more than ${perSecond} came in a second.`;
    left = 0;
    return [{ ...before, stream: "sluice", text }];
  }

  return {
    admit(lines, now) {
      const [first] = lines;
      if (first === undefined) return [];
      const present = Math.floor(now / 1000);
      const told = present === second ? [] : notice(first);
      if (present !== second) used = 0;
      second = present;
      const room = Math.max(0, perSecond - used);
      const kept = lines.slice(0, room);
      used += kept.length;
      left += lines.length - kept.length;
      return [...told, ...kept];
    },
  };
}
