import type { Condition } from "./condition.ts";
import { heldBy } from "./condition-holds.ts";
import { findFiles, type Source } from "./find-files.ts";
import type { Language } from "./language.ts";
import { serviceType, typeMatches } from "./service-template.ts";

/** The file or rule that makes a language detect, or null. */
export async function detected(language: Language, source: Source): Promise<string | null> {
  const { files, when, unless } = language.detect;
  if (unless !== undefined && (await heldBy(unless, source)) !== null) return null;
  const file = files.flatMap((path) => findFiles(path, source.files))[0];
  if (file !== undefined) return file;
  const held = when === undefined ? null : await heldBy(when, source);
  if (held !== null) return held;
  if (language.detect.service_template.length === 0) return null;
  const type = serviceType((await source.read("service.template")) ?? "");
  const matches = type !== null && language.detect.service_template.some((glob) => typeMatches(glob, type));
  return matches ? "service.template" : null;
}

/** Why a source does not detect, in the words of its files: `no requirements.txt, no setup.py`. */
export function lookedFor({ detect }: Language): string {
  const files = [...detect.files, ...(detect.when === undefined ? [] : filesOf(detect.when))];
  return `no ${[...new Set(files)].join(", no ")}`;
}

function filesOf({ file = [], any = [], all = [] }: Condition): readonly string[] {
  return [...file, ...[...any, ...all].flatMap(filesOf)];
}

/** What to tell about a source that looks like a language but does not detect. */
export function hint(language: Language, source: Source): string | null {
  for (const { files, say } of language.hints) {
    const file = files.flatMap((glob) => findFiles(glob, source.files))[0];
    if (file !== undefined) return say.replaceAll("{file}", file);
  }
  return null;
}
