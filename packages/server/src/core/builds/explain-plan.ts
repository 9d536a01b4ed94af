import { LanguageId, manifestFile, type PlanAnswer, type PlanSource } from "@sluice/contract";
import { detected, hint } from "../languages/detect-language.ts";
import { folderSource } from "../languages/folder-source.ts";
import { fullName } from "../dockerfiles/image-name.ts";
import type { BuildPlan } from "../languages/build-plan.ts";
import type { Source } from "../languages/find-files.ts";
import type { Language } from "../languages/language.ts";
import type { LanguageSet } from "../languages/own-languages.ts";
import { whyNot } from "../languages/why-not.ts";
import { wishedVersion } from "../languages/wished-version.ts";
import { testNames } from "../manifest/plan-tests.ts";
import { planFiles, type PlanRules, type Planned } from "./plan-source.ts";

/** The plan of a source of which somebody sent the names, and why each language is in it or not. Files whose text it lacks are `wanted`. */
export async function explainPlan(
  { files, submodules, texts, pipeline }: PlanSource,
  { languages }: LanguageSet,
  rules: Omit<PlanRules, "languages">,
): Promise<PlanAnswer> {
  const wanted = new Set<string>();
  const named = new Set(files);
  const source: Source = {
    files,
    submodules,
    async read(path) {
      if (Object.hasOwn(texts, path)) return texts[path] ?? null;
      if (named.has(path)) wanted.add(path);
      return null;
    },
  };
  const planned = await planFiles(source, { ...rules, languages }, pipeline ?? null);
  const plan = planned.kind === "planned" ? planned.plan : null;
  const built = folderSource(source, plan?.folder ?? "");
  const detections = await Promise.all(languages.map((language) => detection(language, built, planned, languages)));
  const taken = plan?.languages ?? [];
  const isOurs = plan !== null && plan.dockerfile === null;
  return {
    refused: planned.kind === "refused" ? { reason: planned.reason, why: [...planned.why] } : null,
    detections,
    languages: await Promise.all(
      taken.map(async (one) => ({ ...one, id: LanguageId.parse(one.id), asked: await asked(one.id, languages, built) })),
    ),
    base: isOurs ? plan.base : "",
    packages: isOurs ? { build: [...plan.packages.build], run: [...plan.packages.run] } : { build: [], run: [] },
    dockerfile: dockerfileOf(plan),
    steps: [...(plan?.steps ?? [])],
    processes: planned.kind === "planned" ? planned.run.processes.map(({ name, command, because }) => ({ name, command, because })) : [],
    tests: planned.kind === "planned" ? (planned.tests === null ? [] : [...testNames(planned.tests)]) : [],
    warnings: planned.kind === "planned" ? [...planned.warnings] : [],
    wanted: [...wanted],
  };
}

function dockerfileOf(plan: BuildPlan | null): PlanAnswer["dockerfile"] {
  if (plan === null || plan.dockerfile === null) return null;
  const { path, target, images, start } = plan.dockerfile;
  return { path, target, bases: images.map(({ name }) => fullName(name)), port: start.port?.number ?? null };
}

async function detection(
  language: Language,
  source: Source,
  planned: Planned,
  languages: readonly Language[],
): Promise<PlanAnswer["detections"][number]> {
  const { name } = language;
  const id = LanguageId.parse(language.id);
  const taken = planned.kind === "planned" ? planned.plan.languages.find((one) => one.id === id) : undefined;
  if (taken) return { id, name, taken: true, because: taken.because };
  const file = await detected(language, source);
  if (file !== null) return { id, name, taken: false, because: standsBack(language, file, planned, languages) };
  const close = hint(language, source);
  return { id, name, taken: false, because: `${await whyNot(language, source)}${close === null ? "" : `. ${close}`}` };
}

function standsBack({ id, detect }: Language, file: string, planned: Planned, languages: readonly Language[]): string {
  if (planned.kind === "refused") return `${file} is there`;
  if (planned.plan.dockerfile !== null) return `${file} is there, but ${planned.plan.dockerfile.path} says how it is built`;
  const taken = planned.plan.languages;
  const instead = languages.find((one) => taken.some((its) => its.id === one.id) && one.detect.instead_of.includes(id));
  if (instead !== undefined) return `${file} is there, but it is what ${instead.id} builds with`;
  const named = taken.some(({ because }) => because === manifestFile);
  if (detect.alone && !named) return `${file} is there, but it is taken only when no other language is`;
  return `${file} is there, but ${manifestFile} names other languages`;
}

async function asked(id: string, languages: readonly Language[], source: Source): Promise<PlanAnswer["languages"][number]["asked"]> {
  const language = languages.find((one) => one.id === id);
  const wish = language === undefined ? null : await wishedVersion(language, source, () => undefined);
  return wish === null ? null : { range: wish.range, from: wish.from };
}
