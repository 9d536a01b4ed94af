import type { Source } from "./find-files.ts";
import type { Language } from "./language.ts";
import { olderPin } from "./older-pin.ts";
import { readVersion } from "./read-version.ts";
import { versionOwner } from "./version-owner.ts";

export interface WishedVersion {
  readonly range: string;
  /** Where it stands: `.python-version`. */
  readonly from: string;
  /** A version that packages which are pinned below ask for; taken where the wish allows it, or cannot be met. */
  readonly older: { readonly version: string; readonly why: string } | null;
}

/** More than this is no version. */
const longest = 200;

/** The first place that names a version of this language. */
export async function wishedVersion(language: Language, source: Source, warn: (text: string) => void): Promise<WishedVersion | null> {
  for (const from of language.version?.from ?? []) {
    const { file } = from;
    const text = source.files.includes(file) ? await source.read(file) : null;
    if (text === null) continue;
    let said: string | null;
    try {
      said = readVersion(from, text, language.detect.service_template);
    } catch (error) {
      warn(`${file} cannot be read: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`);
      continue;
    }
    if (said === null) continue;
    if (from.older !== undefined) warn(olderText(language, said, file, olderPin(from.older, text) ?? ""));
    if (/\d/.test(said) && said.length <= longest)
      return { range: said, from: file, older: from.older === undefined ? await olderIn(language, source) : null };
    if (!/^[\s*]*$/.test(said))
      warn(`${file} says "${said.slice(0, 60)}", which names no version of ${versionOwner(language)}: it is not used.`);
  }
  return null;
}

async function olderIn(language: Language, source: Source): Promise<WishedVersion["older"]> {
  for (const { file, older } of language.version?.from ?? []) {
    const text = older !== undefined && source.files.includes(file) ? await source.read(file) : null;
    const pin = older === undefined || text === null ? null : olderPin(older, text);
    if (older !== undefined && pin !== null) return { version: older.says, why: olderText(language, older.says, file, pin) };
  }
  return null;
}

function olderText(language: Language, version: string, file: string, pin: string): string {
  const name = versionOwner(language);
  return `${file} has ${pin}, which came before the newest ${name}: built with ${version}. To be told no more, take a newer version of it, or say which ${name} you want.`;
}
