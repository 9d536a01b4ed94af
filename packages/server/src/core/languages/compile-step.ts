import type { LanguageStep } from "./language.ts";
import { quote, quoteWithLayer } from "./shell-quote.ts";

/** The step's own script, run by build with LAYER, CACHE, NEEDS and DETAIL set. */
export function stepScript(step: LanguageStep): string {
  return `set -euo pipefail\n${step.run.trimEnd()}\n`;
}

/** Bash that runs or reuses one step. `textHash` stands for the step's words in its key. */
export function compileStep(step: LanguageStep, textHash: string): string {
  const conditions = [
    ...(step.when === undefined ? [] : [`is_there ${quote(step.when)}`]),
    ...(step.unless === undefined ? [] : [`! is_there ${quote(step.unless)}`]),
  ];
  const body = step.layer ? layerStep(step, textHash) : `run_step ${quote(step.id)} ''\n`;
  const folders = step.cache.map((name) => `mkdir -p "$CACHE"/${quote(name)}\n`).join("");
  return conditions.length === 0 ? folders + body : `if ${conditions.join(" && ")}; then\n${folders}${body}fi\n`;
}

function layerStep(step: LanguageStep, textHash: string): string {
  const { launch, build, link } = { launch: false, build: false, link: [], ...step.layer };
  const types = `launch = ${String(launch)}\\nbuild = ${String(build)}\\ncache = ${String(build)}`;
  const env = Object.entries(step.env).flatMap(([name, change]) =>
    Object.entries(change).flatMap(([kind, value]) => (value === undefined ? [] : [setEnv(name, kind, value)])),
  );
  return `LAYER=$CNB_LAYERS_DIR/${step.id}
find_key ${quote(textHash)} ${quote(step.key_includes ?? "")} ${quote(step.key_all_when ?? "")} ${step.key.map(quote).join(" ")}
if is_unchanged ${build ? "with-contents" : "metadata-only"}; then
  say ${quote(step.id)} unchanged '' "$KEY_FILES"
else
  rm -rf "$LAYER" "$LAYER.toml"
  mkdir -p "$LAYER/env.launch"${build ? ' "$LAYER/env.build"' : ""}
  run_step ${quote(step.id)} "$LAYER"
${env.map((line) => `  ${line}\n`).join("")}fi
declare_layer ${quote(types)}
${link.map((path) => `link_into_source ${quote(path)}\n`).join("")}`;

  function setEnv(name: string, kind: string, value: string): string {
    const sides = ["env.launch", ...(build ? ["env.build"] : [])];
    return sides.map((side) => `set_env ${side} ${name} ${kind} ${quoteWithLayer(value)}`).join("\n  ");
  }
}
