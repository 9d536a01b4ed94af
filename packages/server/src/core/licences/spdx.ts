import parse from "spdx-expression-parse";
import list from "spdx-license-list";

/** Longer ones are nobody's licence, and cost time to take apart. */
const longest = 200;

/** What SPDX writes where somebody says that nothing is allowed. */
export const none = "NONE";

/** An SPDX expression (https://spdx.github.io/spdx-spec/, "SPDX license expressions") that a text means, or null. */
export function expressionOf(said: string): string | null {
  const text = said.trim().replaceAll(/\s+/g, " ");
  if (text === "" || text.length > longest) return null;
  if (/^(unlicensed|proprietary|all rights reserved|commercial|private|none)$/i.test(text)) return none;
  const parsed = parsedOf(text);
  if (parsed !== null) return parsed;
  const parts = text.split(/\s*(?:\/|\||\bor\b)\s*/i);
  const known = parts.map(idOf);
  if (parts.length === 1 || known.includes(null)) return idOf(text);
  return known.join(" OR ");
}

function parsedOf(text: string): string | null {
  try {
    parse(text);
    return text;
  } catch {
    return null;
  }
}

/** GNU's licences are written in many ways: `gpl 3`, `lgpl 2 1 or later`. */
const family = /^(lgpl|agpl|gpl) ?(\d)(?: ?(\d))?( or later| or newer| or greater| \+|\+)?( only)?$/;

/** What is written without a version, or in words that SPDX's list does not have. */
const aliases: Readonly<Record<string, string>> = {
  apache: "Apache-2.0",
  asl: "Apache-2.0",
  bsd: "BSD-2-Clause OR BSD-3-Clause",
  "new bsd": "BSD-3-Clause",
  "modified bsd": "BSD-3-Clause",
  "3 clause bsd": "BSD-3-Clause",
  "bsd 3": "BSD-3-Clause",
  "simplified bsd": "BSD-2-Clause",
  "2 clause bsd": "BSD-2-Clause",
  "bsd 2": "BSD-2-Clause",
  expat: "MIT",
  gpl: "GPL-2.0-or-later",
  lgpl: "LGPL-2.1-or-later",
  agpl: "AGPL-3.0-or-later",
  cc0: "CC0-1.0",
  "perl 5": "Artistic-1.0-Perl OR GPL-1.0-or-later",
  perl: "Artistic-1.0-Perl OR GPL-1.0-or-later",
  "python foundation": "PSF-2.0",
  "mozilla public": "MPL-2.0",
};

const byKey: ReadonlyMap<string, string> = new Map([
  // the shortest id has the last word: names of variants differ in brackets only
  ...Object.entries(list)
    .toSorted(([a], [b]) => b.length - a.length)
    .flatMap(([id, { name }]): [string, string][] => [
      [keyOf(name), id],
      [keyOf(id), id],
    ]),
  ...Object.entries(aliases),
]);

/** The id of a licence that somebody wrote as people do: `The MIT License`, `Apache License, Version 2.0`, `GPLv3+`. */
function idOf(text: string): string | null {
  const key = keyOf(text);
  const [, name = "", major = "", minor = "0", later] = family.exec(key) ?? [];
  if (name === "") return byKey.get(key) ?? null;
  const id = `${name.toUpperCase()}-${major}.${minor}-${later === undefined ? "only" : "or-later"}`;
  return Object.hasOwn(list, id) ? id : null;
}

function keyOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/\([^()]*\)/g, " ")
    .replaceAll("affero general public", "agpl")
    .replaceAll("lesser general public", "lgpl")
    .replaceAll("library general public", "lgpl")
    .replaceAll("general public", "gpl")
    .replaceAll(/[^a-z0-9+]+/g, " ")
    .replaceAll(/\b(?:the|gnu|licen[cs]e[sd]?|version|software)\b/g, " ")
    .replaceAll(/\bv(?=\d)|(?<=gpl) ?v(?=\d)/g, " ")
    .replaceAll(/(?<=\d) 0(?=\D|$)/g, "")
    .replaceAll(/ +/g, " ")
    .trim();
}

/** Every licence of an expression, without what is said of versions: `GPL-3.0` for `GPL-3.0-or-later`. */
export function familiesOf(expression: string): ReadonlySet<string> {
  if (expression === none) return new Set([none]);
  return new Set(leavesOf(parse(expression)).map(({ license }) => license.replace(/-(?:only|or-later)$/, "")));
}

function leavesOf(tree: parse.Info): readonly parse.LicenseInfo[] {
  return "license" in tree ? [tree] : [...leavesOf(tree.left), ...leavesOf(tree.right)];
}

/** Stands in a list of allowed licences for all that the Open Source Initiative has approved. */
export const osiApproved = "osi-approved";

/** Whether somebody who keeps to an expression keeps to what is allowed: ids, and `osi-approved`. */
export function isAllowed(expression: string, allowed: ReadonlySet<string>): boolean {
  const holds = (tree: parse.Info): boolean => {
    if (!("license" in tree)) {
      return tree.conjunction === "and" ? holds(tree.left) && holds(tree.right) : holds(tree.left) || holds(tree.right);
    }
    const { license, plus, exception } = tree;
    const whole = `${license}${plus === true ? "+" : ""}${exception === undefined ? "" : ` WITH ${exception}`}`;
    return allowed.has(whole) || allowed.has(license) || (allowed.has(osiApproved) && list[license]?.osiApproved === true);
  };
  return expression !== none && holds(parse(expression));
}

/** What of a list of allowed licences is neither an id of SPDX, nor a LicenseRef-, nor `osi-approved`. */
export function unknownOf(allowed: readonly string[]): readonly string[] {
  return allowed.filter((one) => {
    if (one === osiApproved) return false;
    try {
      return !("license" in parse(one));
    } catch {
      return true;
    }
  });
}
