import { isWanted } from "./condition-holds.ts";
import type { Source } from "./find-files.ts";
import type { Language, LanguageStep } from "./language.ts";

/** The steps that a build runs or reuses: of alternatives with one id the first that holds. */
export async function plannedSteps(language: Language, source: Source, buildOnly: boolean): Promise<readonly string[]> {
  const steps = new Set<string>();
  for (const step of language.steps) {
    if (buildOnly && isForLaunch(step)) continue;
    if (!steps.has(step.id) && (await isWanted(step, source))) steps.add(step.id);
  }
  return [...steps];
}

/** Whether what it makes is for the run image alone. */
export function isForLaunch({ layer }: LanguageStep): boolean {
  return layer?.launch === true && layer.build === false;
}
