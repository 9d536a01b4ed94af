import type { Check } from "@sluice/contract";
import type { LanguageSet } from "../core/languages/own-languages.ts";

/** A language file that came to be wrong is not in force: an admin should know. */
export function checkLanguages({ broken }: Pick<LanguageSet, "broken">): readonly Check[] {
  return broken.map(({ path, problems }) => ({
    part: "language",
    state: "warn",
    found: problems[0] ?? path,
    todo: `It counts for nothing as it is. Mend ${path} in the control repository, or add it again: sluice languages add.`,
  }));
}
