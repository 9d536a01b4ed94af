import { compileWanted } from "./compile-condition.ts";
import type { Language, LanguageProcessRule } from "./language.ts";
import { quote } from "./shell-quote.ts";

/** Bash that calls add_process for each process found, by the planner's rules. */
export function compileProcesses(language: Language): string {
  if (language.process_file !== undefined) return `add_processes_from ${quote(language.process_file)}\n`;
  return Object.entries(language.processes)
    .map(
      ([name, rules]) =>
        `find_process() {\n  local file folder module\n${rules.map((rule) => compileRule(name, rule)).join("")}}\nfind_process\n`,
    )
    .join("");
}

function compileRule(name: string, rule: LanguageProcessRule): string {
  const { file, contains, matches, any, all } = rule.when;
  const files = file.map((pattern) => compileFile(name, rule, pattern, [contains ?? "", matches ?? ""])).join("");
  const further = { ...(any && { any }), ...(all && { all }) };
  const wanted = compileWanted({ when: (any ?? all) ? further : undefined, unless: rule.unless });
  return wanted === null ? files : `  if ${wanted}; then\n${files}  fi\n`;
}

function compileFile(name: string, rule: LanguageProcessRule, pattern: string, text: readonly string[]): string {
  const used = [...new Set(Array.from(rule.command.matchAll(/\{(\d)\}/g), (found) => found[1] ?? ""))];
  const checks = [`text_holds "$file" ${text.map(quote).join(" ")}`];
  if (used.length > 0) checks.push(`groups_are_safe ${used.join(" ")}`);
  if (/\{(file|folder|module)\}/.test(rule.command)) checks.push('path_is_safe "$file"');
  return `  candidates ${quote(pattern)}
  for file in \${CANDIDATES[@]+"\${CANDIDATES[@]}"}; do
    folder=/\${file%/*}
    folder=\${folder##*/}
    module=\${file%.*}
    module=\${module%/__init__}
    if ${checks.join(" && ")}; then
      add_process ${quote(name)} ${command(rule.command)}
      NEEDS+=${quote(rule.needs === undefined ? "" : `${rule.needs} `)}
      return
    fi
  done
`;
}

function command(text: string): string {
  return text
    .split(/(\{(?:\d|file|folder|module)\})/)
    .map((part) => {
      if (part === "{file}") return '"$file"';
      if (part === "{folder}") return '"$folder"';
      if (part === "{module}") return '"${module//\\//.}"';
      return /^\{\d\}$/.test(part) ? `"\${GROUPS_FOUND[${part.slice(1, 2)}]-}"` : quote(part);
    })
    .join("");
}
