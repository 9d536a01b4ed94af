import type { PlannedProcess } from "./build-plan.ts";
import type { Language, LanguageProcessRule } from "./language.ts";
import { isWanted, matchingFile, type Matched } from "./condition-holds.ts";
import type { Source } from "./find-files.ts";

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
  const { file, any, all } = rule.when;
  const further = (any ?? all) ? { any, all } : undefined;
  if (!(await isWanted({ when: further, unless: rule.unless }, source))) return null;
  const found = await matchingFile(file, rule.when, source, (one) => isSafe(rule.command, one));
  return found && { name, command: fill(rule.command, found), because: found.file };
}

function isSafe(command: string, { file, groups }: Matched): boolean {
  if (/\{(file|folder|module)\}/.test(command) && !/^[A-Za-z0-9_./-]*$/.test(file)) return false;
  return groups.every((group, index) => !command.includes(`{${String(index)}}`) || safeGroup.test(group));
}

function fill(command: string, { file, groups }: Matched): string {
  const module = file
    .replace(/\.[^./]*$/, "")
    .replace(/\/__init__$/, "")
    .replaceAll("/", ".");
  return command.replace(/\{(\d|file|folder|module)\}/g, (_, what: string) => {
    if (what === "file") return file;
    if (what === "folder") return file.split("/").at(-2) ?? "";
    return what === "module" ? module : (groups[Number(what)] ?? "");
  });
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
