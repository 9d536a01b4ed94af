import { manifestFile, manifestLimits, type Pipeline } from "@sluice/contract";
import type { Source } from "../languages/find-files.ts";
import { parseManifest } from "@sluice/contract/read";

export type ReadManifest =
  | { readonly kind: "read"; readonly pipelines: readonly Pipeline[] | null; readonly warnings: readonly string[] }
  | { readonly kind: "refused"; readonly reason: string; readonly why: readonly string[] };

const otherEnding = "sluice.yml";

/** The pipelines of a commit's manifest; null when there is none. */
export async function readManifest(source: Source): Promise<ReadManifest> {
  if (!source.files.includes(manifestFile)) {
    const warnings = source.files.includes(otherEnding) ? [`${otherEnding} is not read: name it ${manifestFile}.`] : [];
    return { kind: "read", pipelines: null, warnings };
  }
  const text = await source.read(manifestFile);
  if (text === null) return refused([`${manifestFile} is no regular file of at most ${manifestLimits.bytes / 1024} KiB`]);
  const result = parseManifest(text);
  return result.kind === "wrong" ? refused(result.problems) : { kind: "read", pipelines: result.pipelines, warnings: [] };
}

function refused(why: readonly string[]): ReadManifest {
  return { kind: "refused", reason: `${manifestFile} is wrong`, why };
}
