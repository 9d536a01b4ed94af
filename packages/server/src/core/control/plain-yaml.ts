/** `key:` or `key: value`; the value is printable ASCII and has no space at its end. */
const line = /^( *)([a-z][a-z0-9_-]*):(?: ([!-~](?:[ -~]*[!-~])?))?$/;
const integer = /^(?:0|[1-9]\d{0,14})$/;
/** JSON whose escapes mean the same in YAML. */
const quoted = /^"(?:[^"\\]|\\["\\nt])*"$/;
/** What begins so is a string or a number, and no indicator of YAML. */
const plain = /^[A-Za-z0-9/_.$]/;
/** Would be a comment, or a mapping in a mapping. */
const indicator = / #|: |:$/;
/** Whatever has one of these is no number. */
const notANumber = /[A-DF-Zabcdf-z/ ]/;
const reserved = /^(?:null|true|false|\.nan|[.]inf|0[xo].*)$/i;

interface Level {
  readonly indent: number;
  readonly map: Record<string, unknown>;
}

/**
 * The value of a YAML text that is written as the platform writes its own files: nested mappings of plain scalars and
 * nothing else. Undefined for any other text, whatever it is: it needs the whole parser, which takes thirty times as
 * long. Source: YAML 1.2.2, sections 7.3.3 (plain scalars), 8.2.2 (block mappings) and 10.3 (core schema).
 */
export function parsePlainYaml(text: string): unknown {
  const root: Level = { indent: 0, map: {} };
  const levels: Level[] = [root];
  let opened: { readonly map: Record<string, unknown>; readonly indent: number } | null = null;
  if (!text.endsWith("\n")) return undefined;
  for (const each of text.slice(0, -1).split("\n")) {
    const [whole, spaces = "", key = "", value] = line.exec(each) ?? [];
    if (whole === undefined || reserved.test(key)) return undefined;
    const indent = spaces.length;
    if (opened !== null) {
      if (indent <= opened.indent) return undefined;
      levels.push({ indent, map: opened.map });
      opened = null;
    }
    while ((levels.at(-1) ?? root).indent > indent) levels.pop();
    const level = levels.at(-1) ?? root;
    if (level.indent !== indent || Object.hasOwn(level.map, key)) return undefined;
    if (value === undefined) {
      opened = { map: {}, indent };
      level.map[key] = opened.map;
      continue;
    }
    const scalar = scalarOf(value);
    if (scalar === undefined) return undefined;
    level.map[key] = scalar;
  }
  return opened === null ? root.map : undefined;
}

function scalarOf(text: string): string | number | boolean | null | undefined {
  if (integer.test(text)) return Number(text);
  if (quoted.test(text)) return String(JSON.parse(text));
  if (text === "null") return null;
  if (text === "true" || text === "false") return text === "true";
  const isString = plain.test(text) && !indicator.test(text) && !reserved.test(text) && notANumber.test(text);
  return isString ? text : undefined;
}
