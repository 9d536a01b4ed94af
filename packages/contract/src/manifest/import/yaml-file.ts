import { LineCounter, parseDocument } from "yaml";
import { lineOf, type Path } from "../describe-issue.ts";
import { manifestLimits } from "../limits.ts";

/** What an import says of a line of what it reads. */
export interface Remark {
  /** `.pipeline/config.yaml line 12: pipelines.test.stages.0.deploy: …`. */
  readonly text: string;
  /** Something that matters is not in what was made. */
  readonly isLost: boolean;
}

export type Node = Readonly<Record<string, unknown>>;

/** A YAML file that somebody else defines, read with the lines of all that is in it. */
export interface YamlFile {
  readonly value: Node;
  /** What is not taken over, and matters. */
  lost(path: Path, why: string): void;
  /** What is done in another way, or not needed. */
  note(path: Path, why: string): void;
}

/** Null when it is no map in YAML; that is remarked then. */
export function readYamlFile(name: string, text: string, remarks: Remark[]): YamlFile | null {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const say = (path: Path, why: string, isLost: boolean): void => {
    const place = `${name} line ${String(lineOf(document, lines, path))}`;
    remarks.push({ text: `${place}: ${path.length === 0 ? "" : `${path.map(String).join(".")}: `}${why}`, isLost });
  };
  const [broken] = document.errors;
  const value = broken === undefined ? toNode(() => document.toJS({ maxAliasCount: manifestLimits.aliases })) : null;
  if (value === null) {
    say([], broken?.message.split("\n")[0] ?? "is no map of keys", true);
    return null;
  }
  return { value, lost: (path, why) => say(path, why, true), note: (path, why) => say(path, why, false) };
}

function toNode(read: () => unknown): Node | null {
  try {
    const value = read();
    return isNode(value) ? value : null;
  } catch {
    return null;
  }
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function nodeIn(value: Node, key: string): Node {
  const found = value[key];
  return isNode(found) ? found : {};
}

/** A list of texts, or one text alone. */
export function textsIn(value: Node, key: string): readonly string[] {
  const found = value[key];
  return (Array.isArray(found) ? (found as unknown[]) : found === undefined ? [] : [found]).flatMap((one) =>
    typeof one === "string" || typeof one === "number" ? [String(one)] : [],
  );
}

/** Words as a shell reads them back. */
export function shellLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(" ");
}
