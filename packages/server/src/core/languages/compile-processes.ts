import { fileCheck } from "./compile-condition.ts";
import type { Language, LanguageProcessRule } from "./language.ts";
import { quote } from "./shell-quote.ts";

/** Bash that calls add_process for each process found, by the planner's rules. */
export function compileProcesses(language: Language): string {
  if (language.process_file !== undefined) return `add_processes_from ${quote(language.process_file)}\n`;
  return Object.entries(language.processes)
    .map(([name, rules]) => `find_process() {\n${rules.map((rule) => compileRule(name, rule)).join("")}}\nfind_process\n`)
    .join("");
}

function compileRule(name: string, rule: LanguageProcessRule): string {
  return rule.when.file.map((file) => compileFile(name, rule, file)).join("");
}

function compileFile(name: string, rule: LanguageProcessRule, file: string): string {
  const checks = [fileCheck(rule.when, file)];
  const used = [...new Set(Array.from(rule.command.matchAll(/\{(\d)\}/g), (found) => found[1] ?? ""))];
  if (used.length > 0) checks.push(`groups_are_safe ${used.join(" ")}`);
  return `  if ${checks.join(" && ")}; then
    add_process ${quote(name)} ${command(rule.command, file)}
    NEEDS+=${quote(rule.needs === undefined ? "" : `${rule.needs} `)}
    return
  fi
`;
}

function command(text: string, file: string): string {
  const module = file.replace(/^.*\//, "").replace(/\.[^.]*$/, "");
  return text
    .replaceAll("{module}", module)
    .split(/(\{\d\})/)
    .map((part) => (/^\{\d\}$/.test(part) ? `"\${GROUPS_FOUND[${part.slice(1, 2)}]-}"` : quote(part)))
    .join("");
}
