import { LineCounter, parseDocument, stringify } from "yaml";
import { describeIssue, lineOf, type Path } from "./describe-issue.ts";
import { expandTemplates, placeIn, type Problem } from "./expand-templates.ts";
import { manifestFile, manifestLimits } from "./limits.ts";
import { elsewhereKeys, Manifest, PipelineEntry } from "./manifest.ts";
import { knownKeys, nearestKey } from "./nearest-key.ts";
import { type Pipeline, pipelineProblems, pipelinesOf } from "./pipelines.ts";

export type ManifestResult =
  | {
      readonly kind: "read";
      readonly manifest: Manifest;
      readonly pipelines: readonly Pipeline[];
      /** What the file says, without templates, as YAML has it. */
      readonly resolved: unknown;
    }
  /** All that is wrong with it, each with its path and line. */
  | { readonly kind: "wrong"; readonly problems: readonly string[] };

/** Reads the text of a `sluice.yaml`. */
export function parseManifest(text: string): ManifestResult {
  const { bytes, aliases } = manifestLimits;
  if (new TextEncoder().encode(text).length > bytes) return wrong(`${manifestFile} has more than ${bytes / 1024} KiB`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const broken = document.errors[0];
  if (broken !== undefined) {
    return wrong(`${manifestFile} line ${lines.linePos(broken.pos[0]).line}: ${broken.message.split("\n")[0] ?? "is not YAML"}`);
  }
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: aliases }) ?? {};
  } catch (error) {
    return wrong(`${manifestFile}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const line = (path: Path): number => lineOf(document, lines, path);
  const told = ({ path, text: what }: Problem): string => `${manifestFile} line ${String(line(path))}: ${what}`;
  const { value: resolved, problems, chains } = expandTemplates(value);
  const unread = [...problems, ...templateProblems(value)];
  if (unread.length > 0) return { kind: "wrong", problems: unread.map(told) };
  const place = (path: Path): Path => placeIn(value, path, chains.get(String(path[1])) ?? []);
  const parsed = Manifest.safeParse(resolved);
  if (!parsed.success) {
    const read = { schema: Manifest, document, lines, fileName: manifestFile, known: elsewhere, place };
    return { kind: "wrong", problems: parsed.error.issues.flatMap((issue) => describeIssue(issue, read)) };
  }
  const together = pipelineProblems(parsed.data, (path) => line(place(path)));
  if (together.length > 0) return { kind: "wrong", problems: together.map((one) => told({ ...one, path: place(one.path) })) };
  return { kind: "read", manifest: parsed.data, pipelines: pipelinesOf(parsed.data), resolved };
}

/** A manifest without its templates, as YAML: what counts for each pipeline. */
export function resolvedText({ resolved }: Extract<ManifestResult, { kind: "read" }>): string {
  const { templates: _, ...rest } = Object.fromEntries(Object.entries(resolved ?? {}));
  return stringify(rest, { aliasDuplicateObjects: false, lineWidth: 0 });
}

function templateProblems(value: unknown): readonly Problem[] {
  const templates = hasTemplates(value) ? value.templates : {};
  const known = knownKeys(PipelineEntry, []);
  return Object.entries(templates).flatMap(([name, template]) =>
    Object.keys(typeof template === "object" && template !== null ? template : {})
      .filter((key) => !known.includes(key))
      .map((key) => {
        const near = nearestKey(key, known);
        const instead = near === null ? `known are: ${known.join(", ")}` : `did you mean "${near}"?`;
        return { path: ["templates", name, key], text: `templates.${name}.${key} is not a known key; ${instead}` };
      }),
  );
}

function hasTemplates(value: unknown): value is { readonly templates: object } {
  return (
    typeof value === "object" && value !== null && "templates" in value && typeof value.templates === "object" && value.templates !== null
  );
}

function wrong(problem: string): ManifestResult {
  return { kind: "wrong", problems: [problem] };
}

function elsewhere(path: Path, key: string): string | null {
  return path.length === 0 && Object.hasOwn(elsewhereKeys, key) ? (elsewhereKeys[key] ?? null) : null;
}
