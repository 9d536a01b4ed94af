import type { BuildRow } from "../ports/store.ts";
import type { Sources } from "../ports/sources.ts";
import type { BuildPlan, PlanResult } from "../languages/build-plan.ts";
import type { Language } from "../languages/language.ts";
import { planBuild } from "../languages/plan.ts";

/** Plans a commit straight from its repository, without a checkout. */
export async function planSource(sources: Sources, languages: readonly Language[], build: BuildRow, today: string): Promise<PlanResult> {
  const files = await sources.files(build.tool, build.commit);
  return planBuild({ files, read: (path) => sources.file(build.tool, build.commit, path) }, languages, {}, today);
}

/** `Found python 3.13 (requirements.txt), web process: gunicorn app:app (app.py)`. */
export function describePlan(plan: BuildPlan): string {
  const languages = plan.languages.map((l) => [l.id, l.version, `(${l.because})`].filter((part) => part !== "").join(" "));
  const processes = plan.processes.map((p) => `${p.name} process: ${p.command} (${p.because})`);
  return `Found ${[...languages, ...processes].join(", ")}`;
}
