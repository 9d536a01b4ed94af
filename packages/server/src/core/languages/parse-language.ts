import { SluiceError } from "@sluice/contract";
import { LineCounter, parseDocument } from "yaml";
import { describeIssue, type Path } from "@sluice/contract/read";
import { Language } from "./language.ts";

/** Reads one language file. All that is wrong with it is named at once: path, line and, for an unknown key, the nearest known one. */
export function parseLanguage(text: string, fileName: string): Language {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const broken = document.errors[0];
  if (broken) {
    const line = lines.linePos(broken.pos[0]).line;
    throw refused([`${fileName} line ${String(line)}: ${broken.message.split("\n")[0] ?? "is not YAML"}`]);
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    throw refused([`${fileName} line 1: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const parsed = Language.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) => describeIssue(issue, { schema: Language, document, lines, fileName }));
  throw refused(problems, parsed.error.issues[0]?.path);
}

function refused(problems: readonly string[], path?: Path): SluiceError {
  return new SluiceError("invalid-request", problems.join("\n"), path?.length ? { path: path.map(String).join(".") } : {});
}
