import type { OlderPins } from "./version-source.ts";

/** A requirement of one version, as pip reads it: `Django[bcrypt]==4.1.13 ; python_version > "3"`. */
const pin = /^\s*([A-Za-z0-9][A-Za-z0-9._-]{0,100})(?:\[[^\]]{0,200}\])?\s{0,20}==\s{0,20}(\d{1,9}(?:\.\d{1,9}){0,5})/;

/** The first pin of a package below the version that goes with newer versions of the language: `numpy==1.26.4`; null without one. */
export function olderPin({ than }: OlderPins, text: string): string | null {
  for (const line of text.split("\n")) {
    const [, name = "", version = ""] = pin.exec(line) ?? [];
    // https://packaging.python.org/en/latest/specifications/name-normalization/
    const key = name.toLowerCase().replace(/[-_.]+/g, "-");
    const first = Object.hasOwn(than, key) ? than[key] : undefined;
    if (first !== undefined && isBelow(version, first)) return `${name}==${version}`;
  }
  return null;
}

function isBelow(version: string, first: string): boolean {
  const [ours, theirs] = [version, first].map((text) => text.split(".").map(Number));
  for (const [at, part] of (theirs ?? []).entries()) {
    const own = ours?.[at] ?? 0;
    if (own !== part) return own < part;
  }
  return false;
}
