import { SluiceError } from "@sluice/contract";
import { LineCounter, parseDocument, isMap, isNode, type Document } from "yaml";
import type { z } from "zod";
import { Language } from "./language.ts";
import { knownKeys, nearestKey } from "./nearest-key.ts";

type Path = readonly PropertyKey[];

/** Reads one language file. All that is wrong with it is named at once: path, line and, for an unknown key, the nearest known one. */
export function parseLanguage(text: string, fileName: string): Language {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const broken = document.errors[0];
  if (broken) {
    const line = lines.linePos(broken.pos[0]).line;
    throw refused([`${fileName} line ${String(line)}: ${broken.message.split("\n")[0] ?? "is not YAML"}`]);
  }
  const parsed = Language.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.flatMap((issue) => describe(issue, document, lines, fileName));
  throw refused(problems, parsed.error.issues[0]?.path);
}

function refused(problems: readonly string[], path?: Path): SluiceError {
  return new SluiceError("invalid-request", problems.join("\n"), path?.length ? { path: path.map(String).join(".") } : {});
}

function describe(issue: z.core.$ZodIssue, document: Document, lines: LineCounter, fileName: string): string[] {
  if (issue.code !== "unrecognized_keys") {
    const place = `${fileName} line ${String(lineOf(document, lines, issue.path))}`;
    return [`${place}: ${issue.path.map(String).join(".") || "the file"}: ${issue.message}`];
  }
  const known = knownKeys(Language, issue.path);
  return issue.keys.map((key) => {
    const path = [...issue.path, key];
    const near = nearestKey(key, known);
    const instead = near === null ? `known are: ${known.join(", ")}` : `did you mean "${near}"?`;
    return `${fileName} line ${String(lineOf(document, lines, path))}: ${path.map(String).join(".")} is not a known key; ${instead}`;
  });
}

/** Line of the key at the path, or of the nearest parent that is there. */
function lineOf(document: Document, lines: LineCounter, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const key = isMap(parent)
      ? parent.items.find((pair) => isNode(pair.key) && String(pair.key) === String(last))?.key
      : document.getIn(path.slice(0, length), true);
    if (isNode(key) && key.range) return lines.linePos(key.range[0]).line;
  }
  return 1;
}
