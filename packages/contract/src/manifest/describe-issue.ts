import { isMap, isNode, type Document, type LineCounter } from "yaml";
import type { z } from "zod";
import { knownKeys, nearestKey } from "./nearest-key.ts";

export type Path = readonly PropertyKey[];

/** Where an issue was found. */
export interface Read {
  readonly schema: z.ZodType;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly fileName: string;
  /** Says of a key that is not allowed at a path why not; null leaves it an unknown one. */
  readonly known?: (path: Path, key: string) => string | null;
  /** Where in the document something stands that was read under a path. */
  readonly place?: (path: Path) => Path;
}

/** What is wrong at one place of a YAML file: path, line and, for an unknown key, the nearest known one. */
export function describeIssue(issue: z.core.$ZodIssue, read: Read): string[] {
  const { schema, document, lines, fileName, place = (path) => path } = read;
  if (issue.code === "invalid_union") {
    const meant = meantIssues(issue);
    if (meant !== null) return meant.flatMap((one) => describeIssue({ ...one, path: [...issue.path, ...one.path] }, read));
  }
  if (issue.code !== "unrecognized_keys") {
    const where = `${fileName} line ${String(lineOf(document, lines, place(issue.path)))}`;
    return [`${where}: ${issue.path.map(String).join(".") || "the file"}: ${reasonOf(issue)}`];
  }
  const known = knownKeys(schema, issue.path);
  return issue.keys.map((key) => {
    const path = [...issue.path, key];
    const near = nearestKey(key, known);
    const instead = near === null ? `known are: ${known.join(", ")}` : `did you mean "${near}"?`;
    const why = read.known?.(issue.path, key) ?? `is not a known key; ${instead}`;
    return `${fileName} line ${String(lineOf(document, lines, place(path)))}: ${path.map(String).join(".")} ${why}`;
  });
}

/** What is wrong with the form that was meant: the one whose kind (text, list, object) the value has. Null when it is none. */
function meantIssues(issue: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | null {
  const isKind = (one: z.core.$ZodIssue): boolean => one.path.length > 0 || (one.code !== "invalid_type" && one.code !== "invalid_union");
  return (
    issue.errors.find((issues) => issues.length > 0 && issues.every(isKind)) ??
    issue.errors
      .map((issues) => issues[0])
      .flatMap((one) => (one?.code === "invalid_union" && one.path.length === 0 ? [meantIssues(one)] : []))[0] ??
    null
  );
}

/** A name that is not allowed says so itself; its issue only says that one is. */
function reasonOf(issue: z.core.$ZodIssue): string {
  return issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
}

/** Line of the key at the path, or of the nearest parent that is there. */
export function lineOf(document: Document, lines: LineCounter, path: Path): number {
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
