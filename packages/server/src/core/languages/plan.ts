import type { Base, BuildPlan, PlannedProcess, PlanResult } from "./build-plan.ts";
import { baseWarning } from "../packages/base-generations.ts";
import { chooseVersions, type Candidate, type Chosen } from "./choose-versions.ts";
import { languagesVariable, versionVariable } from "./compile-version.ts";
import { isWanted } from "./condition-holds.ts";
import { endOfLife } from "./end-of-life.ts";
import { findProcesses } from "./find-processes.ts";
import { foundPackages } from "./found-packages.ts";
import { lackingSubmodules } from "./lacking-submodules.ts";
import type { Language } from "./language.ts";
import { packageSets } from "./package-sets.ts";
import { plannedSteps } from "./planned-steps.ts";
import { selectLanguages } from "./select-languages.ts";
import type { Source } from "./find-files.ts";
import { settleWishes } from "./settle-wishes.ts";
import { slimKind } from "./slim-kind.ts";
import { wishedVersion } from "./wished-version.ts";

/** What the manifest asks for. */
export interface PlanWish {
  /** Where the source was in its repository; empty: at its top. */
  readonly folder?: string;
  readonly languages?: readonly string[];
  readonly base?: Base;
  readonly packages?: { readonly build?: readonly string[] | undefined; readonly run?: readonly string[] | undefined };
  /** It says itself what runs: nothing need be found. */
  readonly runs?: boolean;
}

/** Decides what a commit is built with. `today` (YYYY-MM-DD) is for the warnings about versions that nobody mends any more. */
export async function planBuild(source: Source, languages: readonly Language[], wish: PlanWish = {}, today?: string): Promise<PlanResult> {
  const selection = await selectLanguages(source, languages, wish.languages);
  if (selection.kind === "refused") return selection;
  const lacking = lackingSubmodules(
    source,
    selection.selected.map(({ language }) => language),
    wish.folder,
  );
  if (lacking) return lacking;
  const warnings = [...selection.warnings];
  const candidates: Candidate[] = [];
  for (const { language, because } of selection.selected) {
    const buildOnly = wish.languages === undefined && language.build_only !== undefined && (await isWanted(language.build_only, source));
    candidates.push({
      language,
      because: buildOnly ? `${because}, only to build` : because,
      buildOnly,
      packages: await foundPackages(language, source),
      wish: await wishedVersion(language, source, (text) => warnings.push(text)),
    });
  }
  const selected = candidates.map(({ language }) => language);
  const choice = chooseVersions(
    settleWishes(candidates, (text) => warnings.push(text)),
    wish.base,
  );
  if (choice.kind === "refused") return choice;
  const packages = packageSets(candidates, choice.chosen, wish.packages);
  if (packages.kind === "refused") return packages;
  const found = await allProcesses(candidates, source, warnings);
  const processes = found.filter(({ name }) => name !== "release");
  if (processes.length === 0 && wish.runs !== true) warnings.push(noProcess(candidates));
  return {
    kind: "planned",
    plan: {
      folder: wish.folder ?? "",
      languages: plannedLanguages(candidates, choice.chosen),
      base: choice.chosen.base,
      packages: packages.sets,
      slim: slimKind(candidates, packages.sets.run),
      processes,
      releaseCommand: found.find(({ name }) => name === "release") ?? null,
      variables: variables(selected, choice.chosen, wish.languages),
      steps: (await Promise.all(candidates.map(({ language, buildOnly }) => plannedSteps(language, source, buildOnly)))).flat(),
      warnings: [
        ...warnings,
        ...(today === undefined ? [] : [...endOfLife(selected, choice.chosen, today), ...endOfBase(choice.chosen, today)]),
      ],
      dockerfile: null,
    },
  };
}

function endOfBase({ base }: Chosen, today: string): readonly string[] {
  const warning = baseWarning(base, today);
  return warning === null ? [] : [warning];
}

function variables(selected: readonly Language[], { versions }: Chosen, named: readonly string[] | undefined): BuildPlan["variables"] {
  const told = selected.filter(({ version }) => version).map(({ id }) => [versionVariable(id), versions.get(id) ?? ""]);
  return Object.fromEntries(named === undefined ? told : [...told, [languagesVariable, named.join(",")]]) as Record<string, string>;
}

function plannedLanguages(candidates: readonly Candidate[], chosen: Chosen): BuildPlan["languages"] {
  return candidates.map(({ language, because }) => ({
    id: language.id,
    name: language.name,
    version: chosen.versions.get(language.id) ?? "",
    because,
  }));
}

/** A later language's process wins over an earlier one's of the same name, as in the lifecycle. */
async function allProcesses(candidates: readonly Candidate[], source: Source, warnings: string[]): Promise<readonly PlannedProcess[]> {
  const byName = new Map<string, PlannedProcess>();
  const owners = new Map<string, string>();
  for (const { language } of candidates.filter(({ buildOnly }) => !buildOnly)) {
    for (const process of await findProcesses(language, source)) {
      const before = byName.get(process.name);
      // What a language requires only lends it the means.
      if (before && language.process_file === undefined && owners.get(process.name) !== language.requires) {
        warnings.push(
          `Two ${process.name} processes were found: ${process.command} (${process.because}) is taken, not ${before.command} (${before.because}). A Procfile decides otherwise.`,
        );
      }
      byName.set(process.name, process);
      owners.set(process.name, language.id);
    }
  }
  return [...byName.values()];
}

function noProcess(candidates: readonly Candidate[]): string {
  const files = new Set(
    candidates.flatMap(({ language }) =>
      Object.values(language.processes)
        .flat()
        .flatMap((rule) => rule.when.file),
    ),
  );
  const looked = files.size === 0 ? "" : ` Looked at: ${[...files].join(", ")}.`;
  return `No start command was found.${looked} Add a Procfile with one line, for example "web: gunicorn --bind 0.0.0.0:$PORT app:app".`;
}
