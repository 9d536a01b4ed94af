import { holds } from "./condition.ts";
import type { Language } from "./language.ts";
import type { Source } from "./source.ts";

/** The steps that a build runs or reuses: of alternatives with one id the first that holds. */
export async function plannedSteps(language: Language, source: Source): Promise<readonly string[]> {
  const steps = new Set<string>();
  for (const { id, when, unless } of language.steps) {
    if (steps.has(id)) continue;
    if ((!when || (await holds(when, source))) && !(unless && (await holds(unless, source)))) steps.add(id);
  }
  return [...steps];
}
