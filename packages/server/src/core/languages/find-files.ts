/** What planning sees of a commit. */
export interface Source {
  readonly files: readonly string[];
  /** Paths of git submodules, whose files are not there; none when nobody knows. */
  readonly submodules?: readonly string[];
  /** Text of a small regular file, or null. */
  read(path: string): Promise<string | null>;
}

/** The files that a path or pattern names, in the order in which bash lists them. */
export function findFiles(pattern: string, files: readonly string[]): readonly string[] {
  if (!pattern.includes("*")) return files.includes(pattern) ? [pattern] : [];
  const expression = globExpression(pattern);
  return files.filter((file) => expression.test(file)).toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function globExpression(pattern: string): RegExp {
  const names = pattern.split("/").map((name) => {
    const text = name
      .split("*")
      .map((part) => part.replace(/[.+]/g, "[$&]"))
      .join("[^/]*");
    return name.startsWith("*") ? `(?![.])${text}` : text;
  });
  return new RegExp(`^${names.join("/")}$`);
}
