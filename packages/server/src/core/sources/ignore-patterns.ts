/** One line of a `.gitignore`, taken apart. */
interface Pattern {
  readonly negated: boolean;
  /** Only directories. */
  readonly folder: boolean;
  /** From the top; `**` stands for any number of names. */
  readonly names: readonly string[];
}

/**
 * Says of a path whether patterns match it, as git reads a `.gitignore` (gitignore(5), "PATTERN FORMAT"): the last one
 * that matches decides, and what is under a directory that matches does too. Not made of regular expressions: the
 * patterns are a tenant's, and no pattern takes longer than its length times the name's.
 */
export function ignorePatterns(lines: readonly string[]): (path: string) => boolean {
  const patterns = lines.flatMap(parse);
  const folders = new Map<string, boolean>();
  const decided = (names: readonly string[], isFolder: boolean): boolean =>
    patterns.findLast((one) => (isFolder || !one.folder) && matchesNames(one.names, names))?.negated === false;
  const inFolder = (names: readonly string[]): boolean => {
    if (names.length === 0) return false;
    const path = names.join("/");
    const known = folders.get(path);
    if (known !== undefined) return known;
    const matches = inFolder(names.slice(0, -1)) || decided(names, true);
    folders.set(path, matches);
    return matches;
  };
  return (path) => {
    const names = path.split("/");
    return inFolder(names.slice(0, -1)) || decided(names, false);
  };
}

/** Whether a name of parts matches a pattern of parts: `*` within one, `**` for any number of them. */
export function matchesPath(pattern: string, path: string): boolean {
  return matchesNames(pattern.split("/"), path.split("/"));
}

function parse(line: string): readonly Pattern[] {
  const text = line.trimEnd();
  if (text === "" || text.startsWith("#")) return [];
  const negated = text.startsWith("!");
  const bare = negated ? text.slice(1) : text;
  const folder = bare.endsWith("/");
  const path = bare.replace(/\/$/, "");
  const names = path.replace(/^\//, "").split("/");
  const anywhere = !path.includes("/");
  return [{ negated, folder, names: anywhere ? ["**", ...names] : names }];
}

/** `**` at the end stands for at least one name: `a/**` is what is in a. */
function matchesNames(pattern: readonly string[], names: readonly string[]): boolean {
  // Which beginnings of the names are matched by the pattern so far.
  let ends = new Set([0]);
  for (const [index, part] of pattern.entries()) {
    const next = new Set<number>();
    const least = index === pattern.length - 1 ? 1 : 0;
    for (const end of ends) {
      if (part === "**") for (let to = end + least; to <= names.length; to += 1) next.add(to);
      else if (end < names.length && matchesName(part, names[end] ?? "")) next.add(end + 1);
    }
    ends = next;
  }
  return ends.has(names.length);
}

/** `*`, `?`, `[a-z]`, `[!a]` and a backslash within one name, by going back to the last star only. */
function matchesName(pattern: string, name: string): boolean {
  const parts = tokens(pattern);
  let [at, here, star, from] = [0, 0, -1, 0];
  while (here < name.length) {
    const part = parts[at];
    if (part === "*") [star, from, at] = [at, here, at + 1];
    else if (part !== undefined && part(name[here] ?? "")) [at, here] = [at + 1, here + 1];
    else if (star >= 0) [from, at, here] = [from + 1, star + 1, from + 1];
    else return false;
  }
  return parts.slice(at).every((part) => part === "*");
}

type Token = "*" | ((character: string) => boolean);

function tokens(pattern: string): readonly Token[] {
  const found: Token[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? "";
    const close = character === "[" ? pattern.indexOf("]", at + 2) : -1;
    if (character === "*") found.push("*");
    else if (character === "?") found.push(() => true);
    else if (close > 0) {
      found.push(oneOf(pattern.slice(at + 1, close)));
      at = close;
    } else {
      if (character === "\\") at += 1;
      const wanted = pattern[at] ?? "\\";
      found.push((one) => one === wanted);
    }
  }
  return found;
}

function oneOf(text: string): (character: string) => boolean {
  const negated = text.startsWith("!") || text.startsWith("^");
  const inside = negated ? text.slice(1) : text;
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < inside.length; at += 1) {
    const first = inside[at] ?? "";
    const last = inside[at + 1] === "-" ? inside[at + 2] : undefined;
    ranges.push([first, last ?? first]);
    if (last !== undefined) at += 2;
  }
  return (character) => ranges.some(([first, last]) => character >= first && character <= last) !== negated;
}
