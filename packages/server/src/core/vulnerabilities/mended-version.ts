/**
 * Which of several versions, one for each branch of a package, mends the one that is there: the least above it. Only numbers
 * with dots are compared; of others, all are named. Null when there are none.
 */
export function mendedVersion(present: string, mended: readonly string[]): string | null {
  const all = [...new Set(mended.map((one) => one.trim()).filter((one) => one !== ""))];
  if (all.length === 0) return null;
  const own = numbersOf(present);
  const numbers = all.map((one) => ({ one, parts: numbersOf(one) }));
  if (own === null || numbers.some(({ parts }) => parts === null)) return all.join(", ");
  const above = numbers.filter(({ parts }) => compare(parts ?? [], own) > 0).toSorted((a, b) => compare(a.parts ?? [], b.parts ?? []));
  return above[0]?.one ?? all.join(", ");
}

function numbersOf(version: string): readonly number[] | null {
  return /^v?\d{1,9}(\.\d{1,9})*$/.test(version) ? version.replace("v", "").split(".").map(Number) : null;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differs = Array.from({ length: Math.max(a.length, b.length) }, (_, at) => (a[at] ?? 0) - (b[at] ?? 0)).find((by) => by !== 0);
  return differs ?? 0;
}
