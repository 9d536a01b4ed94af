import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";
import { firstMatch } from "./line-pattern.ts";
import { olderPin } from "./older-pin.ts";
import { serviceType } from "./service-template.ts";
import type { VersionFormat, VersionSource } from "./version-source.ts";

type Reader = (text: string, key: string) => string | null;

/** What a file says of a version, as it stands there, or null. Throws when the file cannot be read as what it is. */
export function readVersion(source: VersionSource, text: string, serviceTypes: readonly string[]): string | null {
  if (source.format === "service-template") return fromServiceType(text, serviceTypes);
  if (source.older !== undefined) return olderPin(source.older, text) === null ? null : source.older.says;
  const matched = source.matches === undefined ? undefined : (firstMatch(source.matches, text)?.at(-1) ?? null);
  const said = matched === undefined ? readers[source.format](text, source.key ?? "") : matched;
  return said !== null && source.at_least && /^v?\d/.test(said) ? `>=${said}` : said;
}

const readers: Readonly<Record<Exclude<VersionFormat, "service-template">, Reader>> = {
  /** The first line that is no comment, without a name in front: `python-3.11`, `temurin-21`. */
  plain: (text) =>
    lines(text)
      .find((line) => line !== "" && !line.startsWith("#"))
      ?.replace(/^[a-z]+[-@]/, "") ?? null,
  toml: (text, key) => at(parseToml(text), key),
  json: (text, key) => at(JSON.parse(text), key),
  // The failsafe schema leaves 3.10 the text that it is.
  yaml: (text, key) => at(parseYaml(text, { schema: "failsafe", maxAliasCount: 20 }), key),
  /** https://asdf-vm.com/manage/configuration.html#tool-versions: a name, then versions of which the first is preferred. */
  "tool-versions": (text, key) => words(text, key, /^\s+/),
  directive: (text, key) => words(text, key, /^\s+/),
  properties: (text, key) => words(text, key, /^\s*[=:]\s*/),
  /** A property or the text of the first element of that name. */
  maven: (text, key) => {
    const found = new RegExp(`<${escaped(key)}>([^<]*)</`).exec(withoutComments(text))?.[1]?.trim() ?? "";
    return found === "" || found.startsWith("$") ? null : found;
  },
};

/** Of the first line that begins with the key: what follows, without quotes and what comes after them. */
function words(text: string, key: string, gap: RegExp): string | null {
  for (const line of lines(text)) {
    if (!line.startsWith(key)) continue;
    const rest = line.slice(key.length);
    if (!gap.test(rest)) continue;
    const value = rest.replace(gap, "");
    return /^["']([^"']*)["']/.exec(value)?.[1] ?? /^[^\s#]*/.exec(value)?.[0] ?? null;
  }
  return null;
}

function lines(text: string): readonly string[] {
  return text.split("\n").map((line) => line.trim());
}

function withoutComments(xml: string): string {
  const [first = "", ...rest] = xml.split("<!--");
  return [first, ...rest.map((part) => (part.includes("-->") ? part.slice(part.indexOf("-->") + 3) : ""))].join("");
}

function escaped(text: string): string {
  return text.replace(/[^\w]/g, "\\$&");
}

function at(value: unknown, key: string): string | null {
  let found = value;
  for (const part of key.split(".")) found = isRecord(found) && Object.hasOwn(found, part) ? found[part] : null;
  if (typeof found === "number") return String(found);
  return typeof found === "string" ? found : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** The part of the type that the language's glob leaves open: `3.11` of `python3.11`. */
function fromServiceType(text: string, globs: readonly string[]): string | null {
  const type = serviceType(text);
  const start = globs.map((glob) => glob.split("*")[0] ?? "").find((prefix) => type?.startsWith(prefix));
  return type === null || start === undefined ? null : type.slice(start.length) || null;
}
