import type { LanguageCondition } from "./language.ts";
import { firstMatch } from "./line-pattern.ts";
import type { Source } from "./source.ts";

/** Groups of the pattern in this file (none without a pattern), or null when the file does not satisfy the condition. */
export async function matchFile({ contains, matches }: LanguageCondition, file: string, source: Source): Promise<readonly string[] | null> {
  if (!source.files.includes(file)) return null;
  if (contains === undefined && matches === undefined) return [];
  const text = await source.read(file);
  if (text === null || (contains !== undefined && !text.includes(contains))) return null;
  return matches === undefined ? [] : firstMatch(matches, text);
}

/** Whether any of the files satisfies it. */
export async function holds(condition: LanguageCondition, source: Source): Promise<boolean> {
  for (const file of condition.file) if (await matchFile(condition, file, source)) return true;
  return false;
}
