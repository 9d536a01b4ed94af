import { compileCondition, compileWanted } from "./compile-condition.ts";
import type { Language, LanguageStep } from "./language.ts";
import { isForLaunch } from "./planned-steps.ts";
import { quote, quoteWithLayer, tomlString } from "./shell-quote.ts";

/** A step with the name of its script: the first of an id has the id's. */
interface NamedStep {
  readonly step: LanguageStep;
  readonly script: string;
}

/** The platform's variable that says that the built app is tested: layers that else only the image has are there for it. */
export const testsVariable = "SLUICE_TESTS";

/** A language's steps by id, in order: those of one id are alternatives. */
export function alternatives(language: Language): readonly (readonly NamedStep[])[] {
  const byId = new Map<string, NamedStep[]>();
  for (const step of language.steps) {
    const before = byId.get(step.id) ?? [];
    byId.set(step.id, [...before, { step, script: before.length === 0 ? step.id : `${step.id}.${String(before.length + 1)}` }]);
  }
  return [...byId.values()];
}

/** The step's own script, run by build with LAYER, CACHE, NEEDS, RELEASE and DETAIL set. */
export function stepScript(step: LanguageStep, functions = ""): string {
  return `set -euo pipefail\n${functions}${step.run.trimEnd()}\n`;
}

/** Bash that chooses among the alternatives, before any step changes the source: CHOSEN has an index for each group, or nothing. */
export function compileChoices(groups: readonly (readonly NamedStep[])[]): string {
  const choose = (steps: readonly NamedStep[], group: number): string => {
    const branches = steps.map(
      ({ step }, index) =>
        `if ${isForLaunch(step) ? '[ -z "$ONLY_BUILDS" ] && ' : ""}${compileWanted(step) ?? "true"}; then CHOSEN[${String(group)}]=${String(index)}\n`,
    );
    return `CHOSEN[${String(group)}]=\n${branches.join("el")}fi\n`;
  };
  return `CHOSEN=()\n${groups.map(choose).join("")}`;
}

/** Bash that runs or reuses the chosen one of a group. `hash` of a step's words is part of its key. */
export function compileAlternatives(steps: readonly NamedStep[], group: number, hash: (text: string) => string, functions = ""): string {
  const bodies = steps.map(({ step, script }, index) => {
    const folders = step.cache.map((name) => `mkdir -p "$CACHE"/${quote(name)}\n`).join("");
    const body = step.layer
      ? layerStep(step, script, hash(JSON.stringify([step, functions])))
      : `run_step ${quote(step.id)} '' ${quote(script)}\n`;
    const slices = step.slice.map((path) => `SLICES+=(${quote(tomlString(path))})\n`).join("");
    return `${String(index)})\n${folders}${body}${slices};;\n`;
  });
  return `case "\${CHOSEN[${String(group)}]}" in\n${bodies.join("")}esac\n`;
}

function layerStep(step: LanguageStep, script: string, textHash: string): string {
  const { launch, build, link } = { launch: false, build: false, link: [], ...step.layer };
  const needed = typeof build === "boolean" ? String(build) : compileCondition(build);
  const env = Object.entries(step.env).flatMap(([name, change]) =>
    Object.entries(change).flatMap(([kind, value]) => (value === undefined ? [] : [`set_env ${name} ${kind} ${quoteWithLayer(value)}`])),
  );
  return `LAYER=$CNB_LAYERS_DIR/${step.id}
if ${needed}; then BUILD=true; else BUILD=false; fi
${launch ? `if [ -s "\${CNB_PLATFORM_DIR-}/env/${testsVariable}" ]; then KEPT=true; else KEPT=$BUILD; fi` : "KEPT=$BUILD"}
find_store ${String(launch)}
find_key ${quote(textHash)} ${quote(step.key_includes ?? "")} ${quote(step.key_all_when ?? "")} ${step.key.map(quote).join(" ")}
if is_unchanged ${String(launch)}; then
  say ${quote(step.id)} unchanged '' "$KEY_FILES"
else
  make_layer ${String(launch)}
  run_step ${quote(step.id)} "$MADE_IN" ${quote(script)}
${env.map((line) => `  ${line}\n`).join("")}fi
declare_layer ${String(launch)}
keep_layer ${String(launch)}
${link.map((path) => `link_into_source ${quote(path)}\n`).join("")}`;
}
