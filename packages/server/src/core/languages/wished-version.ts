import { parse as parseToml } from "smol-toml";
import type { Language } from "./language.ts";
import { serviceType } from "./service-template.ts";
import type { Source } from "./source.ts";

export interface WishedVersion {
  readonly range: string;
  /** Where it stands: `.python-version`. */
  readonly from: string;
}

/** The first place that names a version of this language. */
export async function wishedVersion(language: Language, source: Source, warn: (text: string) => void): Promise<WishedVersion | null> {
  for (const from of language.version?.from ?? []) {
    const [file = "", key] = from.split("#");
    const text = source.files.includes(file) ? await source.read(file) : null;
    if (text === null) continue;
    const said = key === undefined ? plain(language, file, text) : keyed(file, key, text, warn);
    if (said === null) continue;
    if (/\d/.test(said)) return { range: said, from: file };
    if (!/^[\s*]*$/.test(said)) warn(`${file} says "${said.slice(0, 60)}", which names no version of ${language.name}: it is not used.`);
  }
  return null;
}

function plain(language: Language, file: string, text: string): string | null {
  if (file !== "service.template")
    return (
      text
        .split("\n")
        .map((line) => line.trim())
        .find((line) => line !== "" && !line.startsWith("#"))
        ?.replace(/^[a-z]+-/, "") ?? null
    );
  const type = serviceType(text);
  const start = language.detect.service_template.map((glob) => glob.split("*")[0] ?? "").find((prefix) => type?.startsWith(prefix));
  return type === null || start === undefined ? null : type.slice(start.length) || null;
}

function keyed(file: string, key: string, text: string, warn: (text: string) => void): string | null {
  let value: unknown;
  try {
    value = file.endsWith(".toml") ? parseToml(text) : JSON.parse(text);
  } catch (error) {
    warn(`${file} cannot be read: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error)}`);
    return null;
  }
  for (const part of key.split(".")) value = isRecord(value) && Object.hasOwn(value, part) ? value[part] : null;
  return typeof value === "string" ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
