type Parts = readonly number[];

const comparator = /(>=|<=|===?|!=|~=|~>?|\^|>|<)?\s*v?(\d+(?:\.(?:\d+|[x*]))*)/gi;

/** Whose words a range is in, where they differ: `~1.2` is any 1.2 for npm, and below 2 for Composer. */
export type RangeWords = "npm" | "composer";

/**
 * Whether a version line such as `3.11` or `20` can satisfy a range in the words of npm (`^18 || >=20`), of Python
 * (`>=3.10,<4`), of Ruby (`~> 3.2`), of Composer (`^7.4|^8.0`) or of Maven (`[17,22)`). A range that names no number
 * allows everything.
 */
export function lineSatisfies(line: string, range: string, words: RangeWords = "npm"): boolean {
  return range.split(/\|\|?/).some((part) => {
    const spread = part.replace(/(\d[\w.]*)\s+-\s+(\d)/g, ">=$1 <=$2");
    return [...interval(spread).matchAll(comparator)].every((found) => {
      const operator = words === "composer" && found[1] === "~" ? "~>" : (found[1] ?? "");
      return holds(numbers(line), operator, found[2] ?? "");
    });
  });
}

/** `[17,22)` in comparisons; https://maven.apache.org/pom.html#Dependency_Version_Requirement_Specification */
function interval(range: string): string {
  const found = /^\s*([[(])([^,\])]*),([^\])]*)([\])])\s*$/.exec(range);
  if (!found) return range;
  const [, open, low = "", high = "", close] = found;
  return [low.trim() && `${open === "[" ? ">=" : ">"}${low}`, high.trim() && `${close === "]" ? "<=" : "<"}${high}`].join(" ");
}

/** The offered version that is the least far from the first one that a range names. */
export function nearestVersion(offered: readonly string[], range: string): string | null {
  const asked = numbers(/\d+(\.\d+)*/.exec(range)?.[0] ?? "");
  const far = (version: string): Parts => {
    const parts = numbers(version);
    return [0, 1, 2].map((index) => Math.abs((parts[index] ?? asked[index] ?? 0) - (asked[index] ?? parts[index] ?? 0)));
  };
  return newestFirst(offered).toSorted((a, b) => compare(far(a), far(b)))[0] ?? null;
}

function numbers(version: string): Parts {
  const exact = version.split(".").map(Number);
  const open = exact.findIndex(Number.isNaN);
  return open === -1 ? exact : exact.slice(0, open);
}

function holds(line: Parts, operator: string, text: string): boolean {
  const asked = numbers(text);
  const near = compare(line, asked.slice(0, line.length));
  const finer = asked.slice(line.length).some((part) => part > 0);
  switch (operator) {
    case ">=":
      return near >= 0;
    case ">":
      return near > 0 || (near === 0 && finer);
    case "<=":
      return near <= 0;
    case "<":
      return near < 0 || (near === 0 && finer);
    case "!=":
      return near !== 0 || asked.length > line.length;
    case "^":
      return near >= 0 && line[0] === asked[0];
    case "~=":
      return near >= 0 && samePrefix(line, asked.slice(0, -1));
    case "~>":
      return near >= 0 && samePrefix(line, asked.slice(0, Math.max(1, asked.length - 1)));
    case "~":
      return near >= 0 && samePrefix(line, asked.slice(0, 2));
    default:
      return samePrefix(line, asked);
  }
}

function samePrefix(line: Parts, prefix: Parts): boolean {
  return prefix.slice(0, line.length).every((part, index) => part === line[index]);
}

/** Missing parts count as zero. */
export function compare(a: Parts, b: Parts): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Newest first. */
export function newestFirst(versions: readonly string[]): string[] {
  return versions.toSorted((a, b) => compare(numbers(b), numbers(a)));
}
