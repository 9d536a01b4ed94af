type Parts = readonly number[];

const comparator = /(>=|<=|===?|!=|~=|~>?|\^|>|<)?\s*v?(\d+(?:\.(?:\d+|[x*]))*)/gi;

/**
 * Whether a version line such as `3.11` or `20` can satisfy a range in the words of npm (`^18 || >=20`) or of Python
 * (`>=3.10,<4`). A range that names no number allows everything.
 */
export function lineSatisfies(line: string, range: string): boolean {
  return range.split("||").some((part) => {
    const spread = part.replace(/(\d[\w.]*)\s+-\s+(\d)/g, ">=$1 <=$2");
    return [...spread.matchAll(comparator)].every((found) => holds(numbers(line), found[1] ?? "", found[2] ?? ""));
  });
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
    case "~":
    case "~>":
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
