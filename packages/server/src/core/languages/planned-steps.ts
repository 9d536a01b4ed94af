import { isWanted } from "./condition-holds.ts";
import type { Source } from "./find-files.ts";
import type { Language } from "./language.ts";

/** The steps that a build runs or reuses: of alternatives with one id the first that holds. */
export async function plannedSteps(language: Language, source: Source): Promise<readonly string[]> {
  const steps = new Set<string>();
  for (const step of language.steps) if (!steps.has(step.id) && (await isWanted(step, source))) steps.add(step.id);
  return [...steps];
}
