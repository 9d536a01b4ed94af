export type Variables = Readonly<Record<string, string>>;

const reference = /\\\$|\$(?:\{([A-Za-z_]\w*)(?:(:?[-+])([^}$]*))?\}|([A-Za-z_]\w*))/g;

/**
 * Puts values in for `$X`, `${X}`, `${X:-other}` and `${X:+other}`, as Dockerfiles have them. Null when a variable has no
 * value, or something else is asked of one: what it would become is not known then.
 */
export function expandWords(text: string, variables: Variables): string | null {
  let isKnown = true;
  const expanded = text.replaceAll(reference, (whole, braced?: string, operator?: string, other = "", plain?: string) => {
    if (whole === "\\$") return "\0";
    const value = variables[braced ?? plain ?? ""];
    const counts = operator?.startsWith(":") === true ? value !== undefined && value !== "" : value !== undefined;
    if (operator?.endsWith("-") === true) return counts ? (value ?? "") : other;
    if (operator?.endsWith("+") === true) return counts ? other : "";
    if (value === undefined) isKnown = false;
    return value ?? "";
  });
  return isKnown && !expanded.includes("$") ? expanded.replaceAll("\0", "$") : null;
}

/** Without the quotes around it. */
export function unquoted(text: string): string {
  const [, , inside] = /^(["'])(.*)\1$/s.exec(text) ?? [];
  return inside ?? text;
}
