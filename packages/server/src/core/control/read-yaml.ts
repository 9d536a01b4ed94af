import { LineCounter, parse, parseDocument } from "yaml";
import type { z } from "zod";
import { parsePlainYaml } from "./plain-yaml.ts";
import { knownKeys, lineOf, nearestKey } from "@sluice/contract/read";

type Path = readonly PropertyKey[];

export type ReadYaml<T> =
  | {
      readonly ok: true;
      readonly value: T;
      /** Where a key of it stands: `tools/foo/release.yaml:3`. */
      readonly place: (...path: readonly string[]) => string;
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/** No release needs more: 256 KiB. */
export const largestFile = 256 * 1024;
const limits = { maxAliasCount: 10 };

/** Reads a file of the control repository. All that is wrong with it is named at once, each with path and line. */
export function readYaml<T>(path: string, data: Buffer, schema: z.ZodType<T>): ReadYaml<T> {
  if (data.length > largestFile) return { ok: false, problems: [`${path}:1: has ${data.length} bytes, at most ${largestFile} are read`] };
  const text = data.toString("utf8");
  // the positions are only needed for what is wrong: a pass over thousands of files does without
  const parsed = schema.safeParse(tryParse(text));
  if (parsed.success) return { ok: true, value: parsed.data, place: (...keys) => `${path}:${lineIn(text, keys)}` };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const why = broken.message.split("\n")[0]?.replace(/ at line \d+, column \d+:?$/, "") ?? "is not YAML";
    return { ok: false, problems: [`${path}:${lines.linePos(broken.pos[0]).line}: ${why}`] };
  }
  const at = (keys: Path): string => `${path}:${lineOf(document, lines, keys)}`;
  return { ok: false, problems: parsed.error.issues.flatMap((issue) => describe(issue, schema, at)) };
}

function tryParse(text: string): unknown {
  try {
    return parsePlainYaml(text) ?? parse(text, limits);
  } catch {
    // said with its line by the second reading
    return undefined;
  }
}

function describe(issue: z.core.$ZodIssue, schema: z.ZodType, at: (keys: Path) => string): readonly string[] {
  const named = issue.path.map(String).join(".");
  if (issue.code !== "unrecognized_keys") return [`${at(issue.path)}: ${named === "" ? "the file" : named}: ${issue.message}`];
  const known = knownKeys(schema, issue.path);
  return issue.keys.map((key) => {
    const near = nearestKey(key, known);
    const instead = near === null ? `known are: ${known.join(", ")}` : `did you mean "${near}"?`;
    return `${at([...issue.path, key])}: ${[...issue.path.map(String), key].join(".")} is not a known key; ${instead}`;
  });
}

function lineIn(text: string, keys: Path): number {
  const lines = new LineCounter();
  return lineOf(parseDocument(text, { lineCounter: lines }), lines, keys);
}
