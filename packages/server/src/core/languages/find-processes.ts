import type { PlannedProcess } from "./build-plan.ts";
import { matchFile } from "./condition.ts";
import type { Language, LanguageProcessRule } from "./language.ts";
import type { Source } from "./source.ts";

/** Only such text from a repository may become part of a start command. */
const safeGroup = /^[A-Za-z0-9_.:-]*$/;

/** The processes that a language finds: for each name the first rule that holds. */
export async function findProcesses(language: Language, source: Source): Promise<readonly PlannedProcess[]> {
  if (language.process_file !== undefined) return fromProcessFile(language.process_file, (await source.read(language.process_file)) ?? "");
  const found: PlannedProcess[] = [];
  for (const [name, rules] of Object.entries(language.processes)) {
    for (const rule of rules) {
      const process = await tryRule(name, rule, source);
      if (!process) continue;
      found.push(process);
      break;
    }
  }
  return found;
}

async function tryRule(name: string, rule: LanguageProcessRule, source: Source): Promise<PlannedProcess | null> {
  for (const file of rule.when.file) {
    const groups = await safeMatch(rule, file, source);
    if (groups) return { name, command: fill(rule.command, file, groups), because: file };
  }
  return null;
}

async function safeMatch(rule: LanguageProcessRule, file: string, source: Source): Promise<readonly string[] | null> {
  const groups = await matchFile(rule.when, file, source);
  return groups?.every((group, index) => !rule.command.includes(`{${String(index)}}`) || safeGroup.test(group)) ? groups : null;
}

function fill(command: string, file: string, groups: readonly string[]): string {
  const module = file.replace(/^.*\//, "").replace(/\.[^.]*$/, "");
  return command.replaceAll("{module}", module).replace(/\{(\d)\}/g, (_, group: string) => groups[Number(group)] ?? "");
}

function fromProcessFile(file: string, text: string): readonly PlannedProcess[] {
  const processes = new Map<string, PlannedProcess>();
  for (const line of text.split("\n")) {
    const found = /^([A-Za-z][A-Za-z0-9-]{0,30}):[ \t]*(.*)$/.exec(line.replace(/\r$/, ""));
    const command =
      found?.[2]
        ?.replaceAll("\t", " ")
        .replace(/[\p{Cc}]/gu, "")
        .trim() ?? "";
    if (found?.[1] !== undefined && command !== "") processes.set(found[1], { name: found[1], command, because: file });
  }
  return [...processes.values()];
}
