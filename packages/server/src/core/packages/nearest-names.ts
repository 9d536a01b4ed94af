import { distance } from "@sluice/contract/read";

/** Up to three known names that a name was meant to be, nearest first: few letters away, or with the name in them. */
export function nearestNames(name: string, known: readonly string[]): readonly string[] {
  const farthest = Math.max(2, Math.floor(name.length / 4));
  return [...new Set(known)]
    .filter((one) => one !== name && Math.abs(one.length - name.length) <= 8)
    .map((one) => ({ one, far: distance(name, one), has: one.includes(name) }))
    .filter(({ far, has }) => far <= farthest || has)
    .toSorted((a, b) => a.far - b.far || (a.one < b.one ? -1 : 1))
    .slice(0, 3)
    .map(({ one }) => one);
}
