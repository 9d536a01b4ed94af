import type { Condition } from "./condition.ts";
import { findFiles, type Source } from "./find-files.ts";
import { firstMatch } from "./line-pattern.ts";

/** The first file that makes a condition hold, or null when it does not. */
export async function heldBy(condition: Condition, source: Source): Promise<string | null> {
  const held: (string | null)[] = [];
  if (condition.file) held.push((await matchingFile(condition.file, condition, source))?.file ?? null);
  if (condition.any) held.push((await each(condition.any, source)).find((file) => file !== null) ?? null);
  if (condition.all) held.push(...(await each(condition.all, source)));
  return held.includes(null) ? null : (held[0] ?? null);
}

/** Whether what runs only `when` something holds, and not `unless` something does, runs. */
export async function isWanted(
  { when, unless }: { readonly when?: Condition | undefined; readonly unless?: Condition | undefined },
  source: Source,
): Promise<boolean> {
  if (when !== undefined && (await heldBy(when, source)) === null) return false;
  return unless === undefined || (await heldBy(unless, source)) === null;
}

export interface Matched {
  readonly file: string;
  /** Of `matches`; empty without it. */
  readonly groups: readonly string[];
}

/** The first file of the patterns whose text is as the condition says and which `accept` takes. */
export async function matchingFile(
  patterns: readonly string[],
  { contains, matches }: Pick<Condition, "contains" | "matches">,
  source: Source,
  accept: (found: Matched) => boolean = () => true,
): Promise<Matched | null> {
  for (const file of patterns.flatMap((pattern) => findFiles(pattern, source.files))) {
    const groups = await textGroups(file, contains, matches, source);
    if (groups && accept({ file, groups })) return { file, groups };
  }
  return null;
}

async function textGroups(
  file: string,
  contains: string | undefined,
  matches: string | undefined,
  source: Source,
): Promise<readonly string[] | null> {
  if (contains === undefined && matches === undefined) return [];
  const text = await source.read(file);
  if (text === null || (contains !== undefined && !text.includes(contains))) return null;
  return matches === undefined ? [] : firstMatch(matches, text);
}

function each(conditions: readonly Condition[], source: Source): Promise<(string | null)[]> {
  return Promise.all(conditions.map((condition) => heldBy(condition, source)));
}
