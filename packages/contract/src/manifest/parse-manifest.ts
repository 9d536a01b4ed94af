import { LineCounter, parseDocument } from "yaml";
import { describeIssue, type Path } from "./describe-issue.ts";
import { elsewhereKeys, laterKeys, Manifest, manifestFile, manifestLimits } from "./manifest.ts";

export type ManifestResult =
  | { readonly kind: "read"; readonly manifest: Manifest }
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
    value = document.toJS({ maxAliasCount: aliases });
  } catch (error) {
    return wrong(`${manifestFile}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = Manifest.safeParse(value ?? {});
  if (parsed.success) return { kind: "read", manifest: parsed.data };
  const read = { schema: Manifest, document, lines, fileName: manifestFile, known: notYet };
  return { kind: "wrong", problems: parsed.error.issues.flatMap((issue) => describeIssue(issue, read)) };
}

function wrong(problem: string): ManifestResult {
  return { kind: "wrong", problems: [problem] };
}

function notYet(path: Path, key: string): string | null {
  if (path.length === 0 && Object.hasOwn(elsewhereKeys, key)) return elsewhereKeys[key] ?? null;
  return laterKeys[path.map(String).join(".")]?.includes(key) === true ? "is not supported yet" : null;
}
