import { z } from "zod";

/** What means the same to bash's POSIX expressions and to JavaScript's. */
function isPortable(source: string): boolean {
  if (/\\[A-Za-z0-9]|\(\?|[*+?}]\?|\[\[:|\[[^\]]*\\/.test(source)) return false;
  try {
    return new RegExp(source, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

/** A regular expression that is tried on single lines, by the planner in JavaScript and by the buildpack in bash. */
export const linePattern = z.string().min(1).refine(isPortable, {
  message: "must be a regular expression that bash and JavaScript read alike: no \\d \\s \\w, no (?…), no lazy quantifiers",
});

/** Groups of each line that matches. */
export function everyMatch(source: string, text: string): readonly (readonly string[])[] {
  const expression = new RegExp(source);
  return text.split("\n").flatMap((line) => {
    const found = expression.exec(line.replace(/\r$/, ""));
    return found ? [Array.from(found, (group) => group ?? "")] : [];
  });
}

/** Groups of the first line that matches (group 0 is the match), or null. */
export function firstMatch(source: string, text: string): readonly string[] | null {
  const expression = new RegExp(source);
  for (const line of text.split("\n")) {
    const found = expression.exec(line.replace(/\r$/, ""));
    if (found) return Array.from(found, (group) => group ?? "");
  }
  return null;
}
