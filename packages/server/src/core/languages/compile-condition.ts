import type { LanguageCondition } from "./language.ts";
import { quote } from "./shell-quote.ts";

/** Bash that succeeds when one file satisfies the condition; sets GROUPS_FOUND when it has a pattern. */
export function fileCheck({ contains, matches }: LanguageCondition, file: string): string {
  const checks = [`is_there ${quote(file)}`];
  if (contains !== undefined || matches !== undefined) checks.push(`is_small_file ${quote(file)}`);
  if (contains !== undefined) checks.push(`grep -a -q -F -e ${quote(contains)} -- ${quote(`./${file}`)}`);
  if (matches !== undefined) checks.push(`first_match ${quote(file)} ${quote(matches)}`);
  return checks.join(" && ");
}

/** Bash that succeeds when any of the files satisfies it. */
export function conditionCheck(condition: LanguageCondition): string {
  return `{ ${condition.file.map((file) => `{ ${fileCheck(condition, file)}; }`).join(" || ")}; }`;
}
